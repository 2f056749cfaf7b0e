using FsCheck;
using FsCheck.Fluent;
using Gantry.Trust.Decisions.Versions;

namespace Gantry.Tests.Trust.Versions;

public sealed class VersionTests
{
    public static TheoryData<string> All => [.. Chains.Ecosystems];

    [Theory]
    [MemberData(nameof(All))]
    public void At_least_a_hundred_pairs_are_ordered_as_the_ecosystem_orders_them(string ecosystem)
    {
        var scheme = Ecosystems.Scheme(ecosystem)!;
        var pairs = Chains.Pairs(ecosystem).ToList();
        var wrong = pairs.FindAll(p => Sign(scheme.Compare(p.A, p.B)) != p.Sign || Sign(-scheme.Compare(p.B, p.A)) != p.Sign);
        Assert.Empty(wrong);
        Assert.True(pairs.Count >= 100, $"{ecosystem} has {pairs.Count} pairs");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void What_the_data_call_versions_are_versions(string ecosystem) =>
        Assert.All(Chains.Versions(ecosystem), v => Assert.Null(Ecosystems.Scheme(ecosystem)!.Fault(v)));

    [Fact]
    public void What_is_no_version_is_found_and_compared_without_a_fall()
    {
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "testdata", "VersionFaults.txt")).Select(l => l.Split("  ", 2)))
        {
            var scheme = Ecosystems.Scheme(line[0])!;
            Assert.False(string.IsNullOrEmpty(scheme.Fault(line[1])), $"{line[0]} takes {line[1]} for a version");
            scheme.Compare(line[1], "1.0");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_order_is_total_whatever_versions_are_made_of(string ecosystem)
    {
        var scheme = Ecosystems.Scheme(ecosystem)!;
        var version = Arb.From(Versions(ecosystem, scheme));
        Prop.ForAll(version, version, version, (a, b, c) =>
        {
            int ab = Math.Sign(scheme.Compare(a, b)), bc = Math.Sign(scheme.Compare(b, c)), ac = Math.Sign(scheme.Compare(a, c));
            return scheme.Compare(a, a) == 0 && ab == -Math.Sign(scheme.Compare(b, a)) && (ab * bc < 0 || ac == (ab != 0 ? ab : bc));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithQuietOnSuccess(true).WithReplay(new Replay(new Rnd(6, 7), null)));
    }

    [Fact]
    public void An_order_that_is_none_is_found() => Assert.ThrowsAny<Exception>(() =>
    {
        var number = Arb.From(Gen.Choose(0, 20));
        Prop.ForAll(number, number, number, static (a, b, c) => Before(a, b) + Before(b, c) < 2 || Before(a, c) == 1).QuickCheckThrowOnFailure();
        static int Before(int a, int b) => (b - a + 21) % 21 < 11 ? 1 : 0;
    });

    [Theory]
    [InlineData("Debian:12", true)]
    [InlineData("alpine:v3.19", true)]
    [InlineData("crates.io", true)]
    [InlineData("Hackage", false)]
    public void The_release_of_a_distribution_and_case_do_not_count(string ecosystem, bool known) => Assert.Equal(known, Ecosystems.Scheme(ecosystem) is not null);

    private static string Sign(int order) => order < 0 ? "<" : order == 0 ? "=" : ">";

    /// <summary>Those of the data, and what comes of putting pieces of them together.</summary>
    private static Gen<string> Versions(string ecosystem, IVersionScheme scheme)
    {
        var known = Chains.Versions(ecosystem);
        var pieces = known.SelectMany(v => v.Split('.')).Concat(["0", "1", "01", "10", "~", "-1", "a", "rc1", "-beta", "+1", "_p1", "-r1", "^1"]).Distinct().ToArray();
        var made = Gen.Elements(pieces).ArrayOf().Where(p => p.Length is > 0 and < 5).SelectMany(p => Gen.Elements(".", "").Select(dot => string.Join(dot, p)));
        var mixed = Gen.Elements(known).SelectMany(a => Gen.Elements(pieces).SelectMany(b => Gen.Elements(".", "-", "").Select(between => a + between + b)));
        return Gen.OneOf(Gen.Elements(known), made, mixed).Where(v => v.Length > 0 && scheme.Fault(v) is null);
    }
}
