using Gantry.Apps.Values;

namespace Gantry.Tests.Apps.Values;

public sealed class InterpolationTests
{
    private static readonly Dictionary<string, string> Known = new() { ["A"] = "a", ["EMPTY"] = "", ["B_2"] = "b" };

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("$A", "a")]
    [InlineData("${A}", "a")]
    [InlineData("x${A}y$B_2-", "xayb-")]
    [InlineData("$$A $${A} $$$A", "$A ${A} $a")]
    [InlineData("${A:-d}|${EMPTY:-d}|${NONE:-d}", "a|d|d")]
    [InlineData("${A-d}|${EMPTY-d}|${NONE-d}", "a||d")]
    [InlineData("${A:+x}|${EMPTY:+x}|${NONE:+x}", "x||")]
    [InlineData("${A+x}|${EMPTY+x}|${NONE+x}", "x|x|")]
    [InlineData("${A:?m}|${EMPTY?m}", "a|")]
    [InlineData("${NONE:-${NEITHER:-${A}}}", "a")]
    [InlineData("${NONE:-$A-${B_2}}", "a-b")]
    [InlineData("${NONE:-}", "")]
    [InlineData("${NONE:-a:b?c+d-e}", "a:b?c+d-e")]
    [InlineData("${A:-${UNUSED}}", "a")]
    [InlineData("${NONE:-$$5}", "$5")]
    [InlineData("{\"json\": \"${A}\"}", "{\"json\": \"a\"}")]
    public void Variables_are_filled_in_as_compose_does(string text, string expected)
    {
        var (filled, findings) = Interpolation.Fill(text, n => Known.GetValueOrDefault(n));
        Assert.Equal(expected, filled);
        Assert.Empty(findings);
    }

    [Theory]
    [InlineData("${NONE}", InterpolationIssue.Missing, "NONE")]
    [InlineData("$NONE", InterpolationIssue.Missing, "NONE")]
    [InlineData("${X:-${NONE}}", InterpolationIssue.Missing, "NONE")]
    [InlineData("${EMPTY:?say}", InterpolationIssue.Required, "EMPTY")]
    [InlineData("${NONE?say}", InterpolationIssue.Required, "NONE")]
    [InlineData("$", InterpolationIssue.Malformed, "")]
    [InlineData("$1", InterpolationIssue.Malformed, "")]
    [InlineData("${", InterpolationIssue.Malformed, "")]
    [InlineData("${}", InterpolationIssue.Malformed, "")]
    [InlineData("${A", InterpolationIssue.Unclosed, "")]
    [InlineData("${A:b}", InterpolationIssue.Malformed, "")]
    [InlineData("${A b}", InterpolationIssue.Malformed, "")]
    [InlineData("${NONE:-${A}", InterpolationIssue.Unclosed, "")]
    public void What_cannot_be_filled_in_is_told(string text, object issue, string name)
    {
        var finding = Assert.Single(Interpolation.Fill(text, n => Known.GetValueOrDefault(n)).Findings);
        Assert.Equal(((InterpolationIssue)issue, name), (finding.Issue, finding.Name));
    }

    [Fact]
    public void A_required_variable_brings_its_message_as_written() =>
        Assert.Equal("ask ${A} for it", Assert.Single(Interpolation.Fill("${NONE:?ask ${A} for it}", n => Known.GetValueOrDefault(n)).Findings).Text);

    [Fact]
    public void Depth_and_length_are_bounded()
    {
        var deep = string.Concat(Enumerable.Repeat("${N:-", 10_000)) + new string('}', 10_000);
        Assert.Equal(InterpolationIssue.Malformed, Assert.Single(Interpolation.Fill(deep, _ => null).Findings).Issue);
        var wide = string.Concat(Enumerable.Repeat("$A", 100_000));
        Assert.Equal(InterpolationIssue.TooLong, Assert.Single(Interpolation.Fill(wide, _ => new string('x', 100_000)).Findings).Issue);
    }
}
