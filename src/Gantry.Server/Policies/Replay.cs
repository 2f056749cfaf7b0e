using System.Text.Json;
using Gantry.Resources;
using Gantry.Resources.Policies;
using Gantry.Resources.Releases;

namespace Gantry.Server.Policies;

/// <summary>Decides again what was decided before, and says everything that is not as it was.</summary>
internal static class Replay
{
    /// <summary>Empty: it comes to the same.</summary>
    public static IReadOnlyList<string> Differences(Admissions admissions, AdmissionSpec was, ReleaseSpec? release)
    {
        var differences = new List<string>();
        if (PolicyRevision.Of(was.Policy) != was.PolicyRevision) differences.Add($"The policy that is stored is not the one of revision {was.PolicyRevision}.");
        if (release is null)
        {
            differences.Add($"Release {was.Release} of {was.App} is no longer kept, so nothing can be decided again.");
            return differences;
        }

        var now = admissions.Again(was, release);
        if (Text(now) == Text(was.Verdict)) return differences;
        if (now.Allowed != was.Verdict.Allowed) differences.Add($"It was {Word(was.Verdict)}, and with the same inputs it is {Word(now)}.");
        var (before, after) = (was.Verdict.Violations.Select(Line).ToList(), now.Violations.Select(Line).ToList());
        differences.AddRange(before.Except(after).Select(l => $"No longer found: {l}"));
        differences.AddRange(after.Except(before).Select(l => $"Not found then: {l}"));
        if (differences.Count == 0) differences.Add("The verdict is written differently.");
        return differences;
    }

    private static string Word(Verdict verdict) => verdict.Allowed ? "allowed" : "refused";

    private static string Line(Violation v) => $"{v.Rule} at {v.Place} ({v.Mode.ToString().ToLowerInvariant()}{(v.Waiver is { } w ? $", waived by {w.Owner}" : "")}): {v.Cause}";

    private static string Text(Verdict verdict) => JsonSerializer.Serialize(verdict, GantryJson.Default.Verdict);
}
