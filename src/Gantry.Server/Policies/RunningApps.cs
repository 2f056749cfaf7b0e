using System.Globalization;
using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Apps;
using Gantry.Resources.Policies;
using Gantry.Trust.Decisions.Admission;

namespace Gantry.Server.Policies;

/// <summary>What runs is left alone when a waiver ends or an advisory arrives. It is reported until somebody has put it right.</summary>
internal static class RunningApps
{
    /// <summary>So many reasons are told of each app; the rest is counted.</summary>
    private const int MostTold = 3;

    /// <summary>One for each environment in which something runs, and one for each app that would be refused there today.</summary>
    public static IEnumerable<Checkup> Checkups(World world, Admissions admissions, DateTimeOffset now)
    {
        var environments = world.List<AppSpec, AppStatus>(Kinds.App).Where(a => a.Status?.Live is not null).Select(a => a.Key.Scope).Distinct();
        return environments.SelectMany(e => Of(world, admissions, e, now));
    }

    private static IEnumerable<Checkup> Of(World world, Admissions admissions, string environment, DateTimeOffset now)
    {
        var policy = Admissions.PolicyOf(world, environment).Policy;
        var verdicts = PolicyEndpoints.Verdicts(world, admissions, environment, null, null, policy, now).ToList();
        var refused = verdicts.Where(v => !v.Verdict.Allowed).ToList();
        var ending = verdicts.SelectMany(v => v.Verdict.Expiring).Distinct().OrderBy(w => w.Until).ToList();
        if (refused.Count == 0) yield return new Checkup($"policy {policy.Name}", true, $"would let in all that runs in {environment}{string.Concat(ending.Select(Ends))}");
        foreach (var verdict in refused)
        {
            var problems = VerdictText.Refusals(verdict.Verdict, policy);
            var more = problems.Count > MostTold ? $" And {problems.Count - MostTold} more." : "";
            yield return new Checkup($"{verdict.App} in {environment}", false,
                $"Release {verdict.Release} runs and would be refused today. {string.Join(' ', problems.Take(MostTold).Select(p => $"{p.Message}{Details(p)}"))}{more}",
                $"{problems[0].Help} Then run gantry up; or have somebody answer for it with a waiver.");
        }
    }

    private static string Details(Problem problem) => problem.Details.Count == 0 ? "" : $" ({string.Join(", ", problem.Details.Take(MostTold))}{(problem.Details.Count > MostTold ? ", …" : "")})";

    private static string Ends(Waiver waiver) => $"; the waiver of {waiver.Owner} for {waiver.Vulnerability ?? waiver.Rule} ends after {waiver.Until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";
}
