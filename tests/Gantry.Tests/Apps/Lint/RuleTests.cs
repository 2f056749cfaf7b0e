using Gantry.Apps.Lint;
using Gantry.Resources;
using Gantry.Tests.Architecture;

namespace Gantry.Tests.Apps.Lint;

public sealed class RuleTests
{
    public static TheoryData<string> Codes => [.. Linter.Rules.Select(r => r.Code)];

    [Theory, MemberData(nameof(Codes))]
    public void A_rule_finds_its_own_example_and_is_content_with_the_mended_one(string code)
    {
        var rule = Linter.Rule(code)!;
        Assert.Contains(Check(rule.Bad), p => p.Code == code && p.Severity == rule.Severity && p.Place.StartsWith("compose.yaml:", StringComparison.Ordinal));
        Assert.DoesNotContain(Check(rule.Good), p => p.Code == code || p.Severity == Severity.Error);
    }

    [Theory, MemberData(nameof(Codes))]
    public void Each_rule_has_a_page(string code) =>
        Golden.Check(Path.Combine(SourceTree.Root, $"docs/lint/{code}.md"), RuleDocument.Page(Linter.Rule(code)!));

    [Fact]
    public void The_index_lists_them_all() => Golden.Check(Path.Combine(SourceTree.Root, "docs/lint.md"), RuleDocument.Index());

    [Fact]
    public void There_are_enough_of_them_and_no_two_share_a_code_or_a_name()
    {
        Assert.True(Linter.Rules.Count >= 40);
        Assert.Equal(Linter.Rules.Count, Linter.Rules.Select(r => r.Code).Distinct().Count());
        Assert.Equal(Linter.Rules.Count, Linter.Rules.Select(r => r.Name).Distinct().Count());
        Assert.All(Linter.Rules, r => Assert.Matches("^GA[0-9]{3}$", r.Code));
    }

    [Fact]
    public void A_finding_tells_no_value_of_a_variable()
    {
        var found = Check("web:\n  image: nginx\n  environment: { API_TOKEN: sesame-open, DB_PASSWORD: changeme, DATABASE_URL: \"postgres://u:sesame-open@localhost:5432/x\" }\n  command: [run, --password=sesame-open]");
        Assert.Contains(found, p => p.Code == "GA006");
        Assert.All(found, p => Assert.DoesNotContain("sesame", p.ToString() + string.Join("", p.Details), StringComparison.Ordinal));
    }

    private static IReadOnlyList<Problem> Check(string services)
    {
        using var project = new TemporaryProject();
        project.Write("src/Dockerfile", "FROM scratch\n");
        return Linter.Check(project.Load(RuleDocument.Example(services)));
    }
}
