using Gantry.Apps;
using Gantry.Apps.Keys;
using Gantry.Resources;

namespace Gantry.Tests.Apps.Keys;

/// <summary>What the table says of a key is what happens to it in a file.</summary>
public sealed class EveryKeyTests
{
    public static TheoryData<string, string> Values { get; } = new()
    {
        { "text", "word" }, { "number", "7" }, { "truth", "true" }, { "list", "[word]" }, { "map", "{word: word}" }, { "nothing", "~" }, { "empty text", "\"\"" }, { "deep", "[[{a: [b]}]]" },
    };

    [Theory, MemberData(nameof(Values))]
    public void Each_key_of_a_service_is_accounted_for_with_any_kind_of_value(string kind, string value)
    {
        using var project = new TemporaryProject();
        foreach (var rule in KeyTable.Sections.Single(s => s.Path == "services.<name>").Keys)
        {
            var result = project.Load($"services:\n  web:\n    {rule.Name}: {value}\n");
            var account = Assert.Single(result.Accounted, a => a.Path == $"services.web.{rule.Name}");
            Assert.True(account.Standing == rule.Standing, $"{rule.Name} with a {kind}");
            if (kind is "nothing" or "empty text" || rule.Standing is Standing.Honoured or Standing.InPart) continue;
            if (rule.Standing == Standing.Unsafe)
            {
                Assert.Contains(result.Problems, p => p.Severity == Severity.Error && p.Place.StartsWith("compose.yaml:3:", StringComparison.Ordinal));
                continue;
            }

            var code = rule.Standing switch { Standing.Noted => "compose.no-effect", _ => "compose.refused-key" };
            var problem = Assert.Single(result.Problems, p => p.Code == code);
            Assert.Equal("compose.yaml:3:5", problem.Place);
            Assert.Contains(rule.Says, problem.Message, StringComparison.Ordinal);
            Assert.Equal(rule.Remedy, problem.Help);
            Assert.Equal(rule.Standing == Standing.Noted ? Severity.Note : Severity.Error, problem.Severity);
        }
    }

    [Theory]
    [InlineData("privileged: false")]
    [InlineData("cap_add: []")]
    [InlineData("sysctls: {}")]
    [InlineData("tty: false")]
    public void A_refused_key_that_asks_for_nothing_is_accepted(string line)
    {
        using var project = new TemporaryProject();
        Assert.Empty(project.Load($"services:\n  web:\n    image: web:1\n    {line}\n").Problems);
    }

    [Fact]
    public void Keys_for_other_tools_are_left_alone_and_accounted_for()
    {
        using var project = new TemporaryProject();
        var result = project.Load("x-top: {a: $}\nservices:\n  web:\n    image: web:1\n    x-mine: ${NOT_SET}\n");
        Assert.Empty(result.Problems);
        Assert.Equal(["x-top", "services.web.x-mine", "x-top.a"], result.Accounted.Where(a => a.Standing == Standing.Ignored).Select(a => a.Path));
    }
}
