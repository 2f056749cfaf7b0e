using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gantry.Resources;
using Gantry.Resources.Certificates;

namespace Gantry.Tests.Resources;

public sealed class CertificateChoiceTests
{
    private static readonly DateTimeOffset Now = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly CertificateChoice choice = new(
    [
        Of("exact", 30, "shop.test"),
        Of("wild", 60, "*.test", "apex.test"),
        Of("old", -1, "old.test"),
        Of("over", -2, "over.deep.test"),
        Of("deep", 10, "*.deep.test"),
        Of("short", 5, "twice.example"),
        Of("long", 50, "twice.example"),
    ]);

    [Theory]
    [InlineData("shop.test", "exact")]
    [InlineData("SHOP.Test", "exact")]
    [InlineData("blog.test", "wild")]
    [InlineData("apex.test", "wild")]
    [InlineData("*.test", "wild")]
    [InlineData("a.blog.test", null)]
    [InlineData("test", null)]
    [InlineData("", null)]
    [InlineData(".test", null)]
    [InlineData("other.example", null)]
    public void An_exact_name_goes_before_a_wildcard_which_stands_for_one_label(string host, string? path) => Assert.Equal(path, choice.For(host, Now)?.Path);

    [Fact]
    public void A_valid_one_goes_before_one_that_has_expired() => Assert.Equal("deep", choice.For("over.deep.test", Now)?.Path);

    [Fact]
    public void Of_two_the_one_that_is_valid_longest_is_taken() => Assert.Equal("long", choice.For("twice.example", Now)?.Path);

    [Fact]
    public void One_that_has_expired_stays_in_use_where_there_is_no_other()
    {
        var only = new CertificateChoice([Of("old", -1, "old.example")]);
        Assert.Equal("old", only.For("old.example", Now)?.Path);
        var problem = only.WrongFor("old.example", Now, "/c", [])!;
        Assert.Equal(("old", "certificate.expired"), (problem.Place, problem.Code));
        Assert.Contains("2030-05-31 12:00", problem.Message);
    }

    [Fact]
    public void A_missing_one_is_told_with_the_files_that_could_not_be_used()
    {
        var broken = new Problem("/c/bad.crt", "certificate.unreadable", "It is nonsense.", "Write it anew.");
        var problem = choice.WrongFor("*.none.example", Now, "/c", [broken])!;
        Assert.Equal("certificate.missing", problem.Code);
        Assert.Contains("_.none.example.crt", problem.Help);
        Assert.Contains("It is nonsense.", Assert.Single(problem.Details));
        Assert.Same(broken, choice.WrongFor("bad", Now, "/c", [broken]));
        Assert.Null(choice.WrongFor("shop.test", Now, "/c", [broken]));
    }

    private static HostCertificate Of(string path, int days, params string[] names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names) alternatives.AddDnsName(name);
        request.CertificateExtensions.Add(alternatives.Build());
        return new HostCertificate(path, request.CreateSelfSigned(Now.AddDays(-90), Now.AddDays(days)), []);
    }
}
