using Gantry.Cli.Text;
using Gantry.Resources.Api;

namespace Gantry.Cli.Views;

/// <summary>Checks with what to do about those that fail.</summary>
public static class CheckupView
{
    public static IEnumerable<Line> Render(IReadOnlyList<Checkup> checks, int width)
    {
        var names = checks.Count == 0 ? 0 : checks.Max(c => Columns.Of(c.Name)) + 2;
        foreach (var check in checks)
        {
            var lead = (check.Well ? Line.Of("✔ ", Tone.Good) : Line.Of("✗ ", Tone.Bad)) + Line.Of(check.Name, Tone.Strong).Padded(names);
            foreach (var line in Paragraph.Wrap(lead, check.Text, width)) yield return line;
            if (check.Well || check.Help.Length == 0) continue;
            foreach (var line in Paragraph.Wrap(Line.Of(new string(' ', names + 2)) + Line.Of("→ ", Tone.Accent), check.Help, width)) yield return line;
        }
    }
}
