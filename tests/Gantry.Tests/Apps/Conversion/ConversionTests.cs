using Gantry.Apps.Conversion;
using Gantry.Resources;
using Gantry.Tests.Architecture;

namespace Gantry.Tests.Apps.Conversion;

/// <summary>A directory of testdata/Conversion is a case: what people have (<c>input.*</c>) and what becomes of it.</summary>
public sealed class ConversionTests
{
    private static string Folder { get; } = Path.Combine(SourceTree.Root, "tests/Gantry.Tests/testdata/Conversion");

    public static TheoryData<string> Cases => [.. Directory.GetDirectories(Folder).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Cases))]
    public void What_people_have_becomes_a_compose_file_and_what_is_left_is_said(string name)
    {
        var input = Directory.GetFiles(Path.Combine(Folder, name), "input.*").Single();
        var text = File.ReadAllText(input);
        var converted = (input.EndsWith(".yaml", StringComparison.Ordinal) ? Kubernetes.Convert(text) : RunLine.Convert([text.Trim()])).Require();
        Golden.Check(Path.Combine(Folder, name, "expected.txt"), converted.Compose + string.Concat(converted.Left.Select(l => $"# {l}\n")));
        Assert.DoesNotContain("bm90LWEtc2VjcmV0", converted.Compose, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_compose_file_is_one_that_Gantry_takes(string name)
    {
        using var project = new TemporaryProject();
        var expected = File.ReadAllText(Path.Combine(Folder, name, "expected.txt")).Replace("/srv/conf", "./conf", StringComparison.Ordinal);
        project.Write("conf/x", "");
        var loaded = project.Load(expected, ("DB_PASSWORD", "x"), ("TOKEN", "x"));
        Assert.Empty(loaded.Problems.Where(p => p.Severity == Severity.Error).Select(p => p.ToString()));
    }

    [Theory]
    [InlineData("docker run", "convert.no-image")]
    [InlineData("docker run --nam x nginx", "convert.unknown-option")]
    [InlineData("docker run -Z nginx", "convert.unknown-option")]
    [InlineData("docker run -p", "convert.no-value")]
    [InlineData("docker run UPPER", "convert.no-image")]
    public void A_command_line_that_is_not_one_is_refused(string line, string code) => Assert.Equal(code, RunLine.Convert([line]).Problem?.Code);

    [Theory]
    [InlineData("kind: Service", "convert.no-workload")]
    [InlineData("", "convert.no-workload")]
    [InlineData("a: [", "convert.bad-yaml")]
    [InlineData("\t", "convert.no-workload")]
    public void A_manifest_without_anything_to_run_is_refused(string text, string code) => Assert.Equal(code, Kubernetes.Convert(text).Problem?.Code);

    [Fact]
    public void A_manifest_is_read_within_bounds()
    {
        Assert.Equal("convert.too-large", Kubernetes.Convert(new string('[', 5000)).Problem?.Code);
        Assert.Equal("convert.too-large", Kubernetes.Convert("a: " + new string('x', 5 << 20)).Problem?.Code);
        Assert.Equal("convert.too-large", Kubernetes.Convert("a: [" + string.Concat(Enumerable.Repeat("1,", 300_000)) + "]").Problem?.Code);
    }
}
