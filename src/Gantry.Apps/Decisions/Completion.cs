using Gantry.Apps.Reading;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Decisions;

/// <summary>Makes services of drafts, once everything about the project is known.</summary>
internal static class Completion
{
    /// <summary>True when the service has no profiles, or one of them is asked for.</summary>
    public static bool TakesPart(ServiceDraft draft, IReadOnlyList<string> profiles) =>
        draft.Profiles.Count == 0 || draft.Profiles.Any(profiles.Contains) || profiles.Contains("*");

    /// <summary>Sorted by name.</summary>
    public static IReadOnlyList<ServiceDefinition> Services(IEnumerable<ServiceDraft> drafts)
    {
        var active = drafts.OrderBy(d => d.Name, StringComparer.Ordinal).ToList();
        var oneOffs = active.SelectMany(d => d.Is.DependsOn).Where(d => d.Condition == DependencyCondition.CompletedSuccessfully).Select(d => d.Service).ToHashSet(StringComparer.Ordinal);
        var names = active.Select(d => d.Name).ToHashSet(StringComparer.Ordinal);
        return [.. active.Select(d => Service(d, oneOffs.Contains(d.Name), names))];
    }

    private static ServiceDefinition Service(ServiceDraft draft, bool oneOff, HashSet<string> names)
    {
        var service = draft.Is;
        return service with
        {
            Environment = Environment(draft),
            Replicas = draft.Replicas ?? 1,
            Restart = draft.Restart ?? (oneOff ? RestartPolicy.No : RestartPolicy.Always),
            OneOff = oneOff,
            Networks = Networks(draft),
            // A service that may be absent and is absent has been noted; nobody waits for it.
            DependsOn = [.. Links.WithDependencies(service).Where(d => (d.Required || names.Contains(d.Service)))],
            Exceptions = Exceptions.InUse(draft),
            Rollout = service.Rollout with { Probe = Probe(service), Strategy = Sections.UpdateKeys.Strategy(draft, Solitude.Strategy(service)) },
        };
    }

    private static SortedDictionary<string, string> Environment(ServiceDraft draft)
    {
        var all = new SortedDictionary<string, string>(draft.FromFiles, StringComparer.Ordinal);
        foreach (var name in draft.Unset) all.Remove(name);
        foreach (var (name, value) in draft.Environment) all[name] = value;
        return all;
    }

    /// <summary>Compose lets others find a container by its container_name, so it becomes an alias.</summary>
    private static IReadOnlyList<NetworkAttachment> Networks(ServiceDraft draft)
    {
        if (Solitude.HasNoNetworks(draft.Is)) return draft.Is.Networks;
        IReadOnlyList<NetworkAttachment> networks = draft.Is.Networks.Count > 0 ? draft.Is.Networks : [new NetworkAttachment(AppNetworks.Default)];
        if (draft.ContainerName is not { } name || name == draft.Name) return networks;
        return [.. networks.Select(n => n with { Aliases = [.. n.Aliases.Append(name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] })];
    }

    /// <summary>A probe without a port means the port that is routed, where that is said.</summary>
    private static ProbeDefinition? Probe(ServiceDefinition service)
    {
        var ports = service.Routes.Select(r => r.Port).Distinct().ToList();
        return service.Rollout.Probe is { Port: 0, Kind: ProbeKind.Http or ProbeKind.Tcp } probe && ports is [> 0 and var port] ? probe with { Port = port } : service.Rollout.Probe;
    }
}
