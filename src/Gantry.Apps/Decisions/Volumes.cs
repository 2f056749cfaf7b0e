using Gantry.Apps.Values;
using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Decisions;

/// <summary>Named volumes, and who owns them: data that two processes write at once is lost data.</summary>
internal static class Volumes
{
    /// <summary>True when only one replica of the service may run at any time.</summary>
    public static bool IsExclusive(ServiceDefinition service) =>
        !service.Rollout.SharesVolumes && service.Mounts.Any(m => m is { Kind: MountKind.Volume, ReadOnly: false, Source.Length: > 0 });

    /// <summary>Those that a service uses, sorted.</summary>
    public static IReadOnlyList<VolumeDefinition> Used(IEnumerable<ServiceDefinition> services) =>
        [.. services.SelectMany(s => s.Mounts).Where(m => m is { Kind: MountKind.Volume, Source.Length: > 0 }).Select(m => m.Source).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(n => new VolumeDefinition(n))];

    public static IEnumerable<Problem> Check(AppDefinition app, IReadOnlySet<string> declared, IReadOnlySet<string> idle, ComposeFacts facts)
    {
        foreach (var service in app.Services)
        {
            for (var i = 0; i < service.Mounts.Count; i++)
            {
                if (service.Mounts[i] is not { Kind: MountKind.Volume, Source: { Length: > 0 } name } || declared.Contains(name)) continue;
                yield return new Problem(facts.Place($"services.{service.Name}.mounts.{i}"), "compose.unknown-volume", $"Service '{service.Name}' uses the volume '{Quote.Short(name)}', which is not declared.",
                    Nearest.Of(name, declared) is { } near ? $"Did you mean '{near}'?" : $"Add '{Quote.Short(name)}:' under 'volumes' at the top level, or begin the source with './' if it is a path.");
            }
        }

        foreach (var name in declared.Where(d => app.Volumes.All(v => v.Name != d) && !idle.Contains(d)).Order(StringComparer.Ordinal))
            yield return new Problem(facts.Place($"volumes.{name}"), "compose.unused", $"No service uses the volume '{Quote.Short(name)}'; it is not made.", "Remove it, or mount it in a service.", Severity.Warning);
    }

    public static IEnumerable<Problem> CheckOwners(AppDefinition app, ComposeFacts facts)
    {
        foreach (var service in app.Services.Where(IsExclusive))
        {
            var volume = service.Mounts.First(m => m is { Kind: MountKind.Volume, ReadOnly: false, Source.Length: > 0 }).Source;
            const string help = "mount it read-only, or write 'x-gantry: {shareVolumes: true}' if the program is made for it.";
            if (service.Replicas > 1)
                yield return new Problem(facts.Place(PlaceOfReplicas(service.Name, facts)), "compose.shared-volume",
                    $"{service.Replicas} replicas of '{service.Name}' would write to the volume '{Quote.Short(volume)}' at once.", "Run one replica, " + help);
            if (service.Rollout.Strategy is Strategy.BlueGreen or Strategy.Rolling && !service.OneOff)
                yield return new Problem(facts.Place($"services.{service.Name}.x-gantry.strategy"), "compose.shared-volume",
                    $"With this strategy two releases of '{service.Name}' would write to the volume '{Quote.Short(volume)}' at once.", "Remove 'strategy' (it is recreate then, and requests are held meanwhile), " + help);
        }
    }

    private static string PlaceOfReplicas(string service, ComposeFacts facts) =>
        facts.Has($"services.{service}.scale") ? $"services.{service}.scale" : $"services.{service}.deploy.replicas";
}
