using Gantry.Cli.Text;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Policies;
using Gantry.Trust.Decisions.Admission;

namespace Gantry.Cli.Views.Policies;

/// <summary>What a policy says of releases: what refuses, what warns, and a line for each release at the end.</summary>
internal static class VerdictView
{
    /// <param name="placed">Where in the caller's files something stands.</param>
    public static IEnumerable<Line> Render(IReadOnlyList<ReleaseVerdict> verdicts, Policy policy, Func<Problem, Problem> placed, int width)
    {
        foreach (var verdict in verdicts)
        {
            var said = VerdictText.Refusals(verdict.Verdict, policy).Concat(VerdictText.Notes(verdict.Verdict, policy)).Select(placed).ToList();
            foreach (var line in ProblemView.Render(said, width)) yield return line;
            foreach (var line in Waived(verdict.Verdict, width)) yield return line;
            if (said.Count > 0) yield return Line.Empty;
        }

        foreach (var verdict in verdicts) yield return Sum(verdict, policy);
    }

    public static IEnumerable<Line> Waived(Verdict verdict, int width) => verdict.Violations.Where(v => v.Waiver is not null).SelectMany(v => Paragraph.Wrap(
        Line.Of("waived: ", Tone.Accent), $"{v.Cause} {v.Waiver!.Owner} answers for it until {v.Waiver.Until:yyyy-MM-dd}: {v.Waiver.Reason}", width, indent: 2));

    private static Line Sum(ReleaseVerdict verdict, Policy policy)
    {
        var name = verdict.Release is { } number ? $"{verdict.App}, release {number}: " : $"{verdict.App}: ";
        var refusals = VerdictText.Refusals(verdict.Verdict, policy).Count;
        var images = PolicyLine.Images(verdict.Verdict.Images);
        return Line.Of(name, Tone.Strong) + (refusals == 0 ? Line.Of($"{images} allowed", Tone.Good) : Line.Of($"refused, {refusals} {(refusals == 1 ? "thing is" : "things are")} in its way", Tone.Bad))
            + Line.Of(PolicyLine.Rest(VerdictText.Notes(verdict.Verdict, policy).Count, verdict.Verdict.Violations.Count(v => v.Waiver is not null)));
    }
}
