using Gantry.Cli.Text;
using Gantry.Resources;

namespace Gantry.Cli.Views;

/// <summary>What is wrong, where, and what to do next.</summary>
public static class ProblemView
{
    public static IEnumerable<Line> Render(Problem problem, int width)
    {
        var (word, tone) = problem.Severity switch
        {
            Severity.Error => ("error: ", Tone.Bad),
            Severity.Warning => ("warning: ", Tone.Warn),
            _ => ("note: ", Tone.Accent),
        };
        foreach (var line in Paragraph.Wrap(Line.Of(word, tone), $"{problem.Place}: {problem.Message}", width, indent: 2)) yield return line;
        foreach (var detail in problem.Details) yield return Line.Of("  | ", Tone.Dim) + Line.Of(detail, Tone.Dim);
        foreach (var line in Paragraph.Wrap(Line.Of("  → ", Tone.Accent), problem.Help, width)) yield return line;
    }

    public static IEnumerable<Line> Render(IEnumerable<Problem> problems, int width) =>
        problems.OrderBy(p => p.Severity).SelectMany(p => Render(p, width));
}
