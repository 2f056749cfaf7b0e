using System.Globalization;
using Gantry.Resources;
using Gantry.Resources.Policies;

namespace Gantry.Trust.Decisions.Admission;

/// <summary>A verdict in sentences: vulnerabilities are told for each image, everything else once for all services that it goes for.</summary>
public static class VerdictText
{
    /// <summary>So many vulnerabilities of one image are told one by one.</summary>
    private const int MostTold = 10;

    public static IReadOnlyList<Problem> Refusals(Verdict verdict, Policy policy) =>
        [.. verdict.Refusals.GroupBy(v => v.Vulnerability is null ? (v.Rule, v.Remedy) : (v.Rule, v.Place)).Select(g => g.First().Vulnerability is null ? Alike([.. g], policy) : Together([.. g], policy))];

    /// <param name="verdict">Of which the refusals are left out.</param>
    public static IReadOnlyList<Problem> Notes(Verdict verdict, Policy policy)
    {
        var warnings = verdict.Warnings.ToList();
        // That nobody has looked follows from there being nothing to look by.
        if (warnings.Exists(v => v.Rule == RuleNames.Advisories)) warnings.RemoveAll(v => v.Rule == RuleNames.ScanAge);
        return [.. warnings.GroupBy(v => v.Rule).Select(g => Warning([.. g])), .. verdict.Expiring.Select(w => Ending(w, policy))];
    }

    /// <summary><c>5 images allowed, 3 warnings</c></summary>
    public static int Warnings(Verdict verdict, Policy policy) => Notes(verdict, policy).Count;

    private static Problem Refusal(Violation v, Policy policy) => new(v.Place, $"policy.{v.Rule}", $"{v.Cause} Policy {policy.Name} refuses that.{Lapsed(v)}", v.Remedy);

    /// <summary>What is wrong with several in the same way, and is put right in the same way.</summary>
    private static Problem Alike(List<Violation> found, Policy policy)
    {
        var others = found.Skip(1).Select(v => v.Service).OfType<string>().Distinct().Where(s => s != found[0].Service).ToList();
        var refusal = Refusal(found[0], policy);
        return others.Count == 0 ? refusal : refusal with { Message = $"{refusal.Message} The same goes for {Text.And(others)}." };
    }

    private static Problem Together(List<Violation> found, Policy policy)
    {
        if (found is [var only]) return Refusal(only, policy);
        var first = found[0];
        var image = first.Cause[..first.Cause.IndexOf(" has ", StringComparison.Ordinal)];
        return new Problem(first.Place, $"policy.{first.Rule}",
            $"{image} has {found.Count} vulnerabilities {(first.Rule == RuleNames.SeverityWithFix ? "of which there is a version without them" : "that nobody can mend yet")}. Policy {policy.Name} refuses that.{Lapsed(first)}",
            first.Rule == RuleNames.SeverityWithFix ? "Rebuild it with the versions behind the arrows: gantry up --refresh." : "Do without what has them, or have somebody answer for each with a waiver.")
        {
            Details = [.. found.Take(MostTold).Select(v => Line(v.Vulnerability!)), .. found.Count > MostTold ? [$"and {found.Count - MostTold} more"] : (IEnumerable<string>)[]],
        };
    }

    private static string Line(FoundVulnerability v) => $"{v.Id} {v.Severity} {v.Package} {v.Version}{(v.Fixed is { } version ? $" → {version}" : "")}";

    private static string Lapsed(Violation v) => v.Lapsed is { } ended ? $" The waiver of {ended.Owner} for it ended on {Day(ended.Until)}." : "";

    private static Problem Warning(List<Violation> found)
    {
        var first = found[0];
        var others = found.Select(v => v.Service).OfType<string>().Distinct().Where(s => s != first.Service).ToList();
        var more = found.Count(v => v.Service == first.Service) - 1;
        return new Problem(first.Place, $"policy.{first.Rule}",
            $"{first.Cause}{(more > 0 ? $" It has {more} more of these." : "")}{(others.Count > 0 ? $" The same goes for {Text.And(others)}." : "")}{Lapsed(first)}", first.Remedy, Severity.Warning);
    }

    private static Problem Ending(Waiver waiver, Policy policy) => new($"policy {policy.Name}", "policy.waiver-ends",
        $"The waiver of {waiver.Owner} for {waiver.Vulnerability ?? waiver.Rule} ends: its last day is {Day(waiver.Until)}, and after it no release is let in by it.",
        "Do without it by then, or have its owner write a later day.", Severity.Warning);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
