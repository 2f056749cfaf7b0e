using Gantry.Cli.Reports;
using Gantry.Cli.Text;

namespace Gantry.Cli.Views;

/// <summary>The last words of a command: how it ended, where it answers, how long it took.</summary>
public static class OutcomeView
{
    public static IEnumerable<Line> Render(Outcome outcome)
    {
        var (word, tone) = outcome.Live ? ("✔ ", Tone.Good) : ("✗ ", Tone.Bad);
        yield return Line.Of(word, tone) + Line.Of(outcome.Text, Tone.Strong) + Line.Of($"  {Durations.Say(outcome.Took)}", Tone.Dim);
        foreach (var url in outcome.Urls) yield return Line.Of("  ") + Line.Of(url, Tone.Accent);
    }
}
