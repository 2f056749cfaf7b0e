using Gantry.Cli.Text;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Policies;
using Gantry.Trust.Decisions.Admission;

namespace Gantry.Cli.Views.Policies;

/// <summary>How it was decided about a release, on what, and whether that still comes to the same.</summary>
internal static class AdmissionView
{
    public static IEnumerable<Line> Render(AdmissionAnswer answer, int width)
    {
        var was = answer.Admission;
        yield return Line.Of($"{was.App} in {was.Environment}, release {was.Release}: ", Tone.Strong) + (was.Verdict.Allowed ? Line.Of("allowed", Tone.Good) : Line.Of("refused", Tone.Bad))
            + Line.Of($" on {was.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
        yield return Line.Of($"  by policy {was.Policy.Name}, {PolicyRevision.Short(was.PolicyRevision)}, {(was.Policy.Waivers.Count == 1 ? "1 waiver" : $"{was.Policy.Waivers.Count} waivers")}; gantry {was.DecidedBy}", Tone.Dim);
        yield return Line.Empty;
        foreach (var line in Table.Render(["IMAGE", "ID", "PACKAGES", "FINDINGS", "SIGNED BY"], was.Images.Select(Row), width, [], whole: true)) yield return line;
        foreach (var snapshot in was.Images.Select(i => i.Status?.Judgement).Where(j => j is not null).DistinctBy(j => j!.Snapshot))
            yield return Line.Of($"advisories of {snapshot!.AdvisoriesOf.UtcDateTime:yyyy-MM-dd}, snapshot {PolicyRevision.Short(snapshot.Snapshot)}", Tone.Dim);
        yield return Line.Empty;
        var notes = VerdictText.Refusals(was.Verdict, was.Policy).Concat(VerdictText.Notes(was.Verdict, was.Policy)).ToList();
        foreach (var line in ProblemView.Render(notes, width)) yield return line;
        foreach (var line in VerdictView.Waived(was.Verdict, width)) yield return line;
        if (was.Verdict.Violations.Count > 0) yield return Line.Empty;
        if (answer.Differences.Count == 0)
        {
            yield return Line.Of("✔ ", Tone.Good) + Line.Of(answer.ReplayedBy == was.DecidedBy ? "Decided again from the same inputs: the same verdict." : $"Decided again by gantry {answer.ReplayedBy} from the same inputs: the same verdict.");
            yield break;
        }

        yield return Line.Of($"✗ DECIDED AGAIN, IT IS NOT THE SAME (gantry {answer.ReplayedBy}, then {was.DecidedBy}):", Tone.Bad);
        foreach (var line in answer.Differences.SelectMany(d => Paragraph.Wrap(Line.Of("  - ", Tone.Bad), d, width))) yield return line;
    }

    private static IReadOnlyList<Line> Row(AdmittedImage image) =>
    [
        Line.Of(image.Spec.Name),
        Line.Of(PolicyRevision.Short(image.Spec.ImageId)),
        Line.Of(image.Spec.Bill is { } bill ? $"{bill.Packages}" : "unknown"),
        Line.Of(image.Status?.Judgement is { } judgement ? $"{judgement.Counts.Values.Sum(c => c.All)}" : "not judged"),
        Line.Of(image.Status is { Signatures.Count: > 0 } signed ? string.Join(", ", signed.Signatures.Select(s => s.Key).Distinct()) : "nobody"),
    ];
}
