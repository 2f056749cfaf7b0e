using System.Globalization;
using Gantry.Resources.Apps;
using Gantry.Resources.Policies;
using Gantry.Resources.Releases;

namespace Gantry.Trust.Decisions.Admission;

/// <summary>How services run.</summary>
internal static class ServiceRules
{
    public static IEnumerable<Breach> Of(PolicyRules rules, IReadOnlyList<Subject> subjects, ReleaseSpec release, DateTimeOffset now) =>
        subjects.SelectMany(s => NonRoot(rules.NonRoot, s))
            .Concat(subjects.SelectMany(s => Unsafe(rules.UnsafeKeys, s, release.Definition.ProjectDirectory, DateOnly.FromDateTime(now.UtcDateTime))))
            .Concat(subjects.SelectMany(s => Limits(rules.Limits, s)))
            .Concat(subjects.SelectMany(s => HealthCheck(rules.HealthCheck, s)))
            .Concat(subjects.SelectMany(s => Labels(rules.Labels, s)))
            .Concat(Owner(rules.Owner, release));

    private static IEnumerable<Breach> NonRoot(PlainRule rule, Subject s)
    {
        if (!s.Service.RunsAsRoot) yield break;
        yield return new Breach(RuleNames.NonRoot, rule.Mode, s, s.Place("user"),
            $"{s.Service.Name} runs as root.", "Name another user: `user: \"1000:1000\"`, or USER in its Dockerfile.");
    }

    private static IEnumerable<Breach> Unsafe(PlainRule rule, Subject s, string project, DateOnly today)
    {
        foreach (var use in UnsafeUses.Of(s.Definition, project))
        {
            var exception = (s.Definition.Exceptions ?? []).FirstOrDefault(use.IsNamedBy);
            if (exception is not null && !(exception.Until < today)) continue;
            yield return new Breach(RuleNames.UnsafeKeys, rule.Mode, s, s.Place(use.Key),
                exception is null ? $"{s.Service.Name} asks for {use.What}, and the file does not say why."
                    : $"{s.Service.Name} asks for {use.What}, and the exception for it ended on {exception.Until!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.",
                exception is null ? $"Do without it, or allow it by name: x-gantry: {{allow: [{{what: \"{use.What}\", reason: \"why\"}}]}}." : "Do without it, or write a later day in its 'until'.");
        }
    }

    private static IEnumerable<Breach> Limits(NeedRule rule, Subject s)
    {
        var missing = rule.Need.Where(n => !Has(s.Definition.Resources, n)).ToList();
        if (missing.Count == 0) yield break;
        yield return new Breach(RuleNames.Limits, rule.Mode, s, s.Place("deploy.resources.limits"),
            $"{s.Service.Name} has no limit of {Text.And(missing)}.", $"Write deploy.resources.limits: {{{string.Join(", ", missing.Select(m => $"{m}: {Example(m)}"))}}}.");
    }

    private static bool Has(ResourceLimits limits, string what) => what switch
    {
        "memory" => limits.MemoryBytes > 0,
        "cpus" => limits.Cpus > 0 || limits.CpuQuota > 0,
        _ => limits.Pids > 0,
    };

    private static string Example(string limit) => limit switch { "memory" => "256m", "cpus" => "\"1.0\"", _ => "200" };

    private static IEnumerable<Breach> HealthCheck(PlainRule rule, Subject s)
    {
        var has = s.Definition is { Healthcheck: { Disabled: false, Test.Count: > 0 } } or { Rollout.Probe: { Kind: not ProbeKind.None } }
            || (s.Definition.Healthcheck is null && s.Image is { Spec.Config.HasHealthcheck: true });
        // What runs to its end says by its exit whether it went well.
        if (has || s.Definition.OneOff) yield break;
        yield return new Breach(RuleNames.HealthCheck, rule.Mode, s, s.Place("healthcheck"),
            $"Nothing says whether {s.Service.Name} is well.", "Write a 'healthcheck', or x-gantry: {probe: {path: /healthz}}.");
    }

    private static IEnumerable<Breach> Labels(NeedRule rule, Subject s)
    {
        var missing = rule.Need.Where(n => !s.Definition.Labels.ContainsKey(n) && s.Image?.Spec.Config.Labels.ContainsKey(n) != true).ToList();
        if (missing.Count == 0) yield break;
        yield return new Breach(RuleNames.Labels, rule.Mode, s, s.Place("labels"),
            $"Neither {s.Service.Name} nor its image has the label {Text.And(missing)}.", $"Write it under 'labels' of {s.Service.Name}, or as LABEL in its Dockerfile.");
    }

    private static IEnumerable<Breach> Owner(PlainRule rule, ReleaseSpec release)
    {
        if (release.Definition.Owner is not null) yield break;
        yield return new Breach(RuleNames.Owner, rule.Mode, null, "x-gantry.owner", $"Nobody is named who answers for {release.App}.", "Write the team or person: x-gantry: {owner: shop-team}.");
    }
}
