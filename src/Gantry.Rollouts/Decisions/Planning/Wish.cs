using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Releases;
using Gantry.Resources.Replicas;
using Gantry.Resources.Rollouts;
using Gantry.Resources.Routes;

namespace Gantry.Rollouts.Decisions;

/// <summary>Which replicas of a service shall be, against those that are.</summary>
internal sealed record Wish
{
    /// <summary>There already, live or warm, of the wanted kind.</summary>
    public required IReadOnlyList<PlannedReplica> Reused { get; init; }
    public required IReadOnlyList<PlannedReplica> New { get; init; }

    /// <summary>All others of the service that are there.</summary>
    public required IReadOnlyList<string> Others { get; init; }

    /// <summary>Those that get the traffic now.</summary>
    public required IReadOnlyList<string> Serving { get; init; }
    /// <summary>Names the release that brought the fingerprint, so that what did not change does not move.</summary>
    public required Backend Backend { get; init; }

    /// <summary>The others must be gone before the new ones start.</summary>
    public required bool ReplacesFirst { get; init; }
    public required bool Rolls { get; init; }

    /// <summary>Two of it cannot run at the same time: it owns a volume, or publishes UDP ports.</summary>
    public required bool IsExclusive { get; init; }

    /// <summary>Only the number of replicas differs.</summary>
    public required bool Scales { get; init; }

    public bool Nothing(IReadOnlyList<string> serving) => New.Count == 0 && Reused.Select(r => r.Name).ToHashSet().SetEquals(serving);

    public static Wish For(ServiceDefinition service, ReleaseSpec target, Present present, PlanInput input)
    {
        var fingerprint = target.Service(service.Name)!.Fingerprint;
        var all = present.Of(service.Name);
        var serving = present.Serving(service.Name).Where(n => all.Any(r => r.Key.Name == n)).ToList();
        var reused = all.Where(r => r.Spec.Fingerprint == fingerprint)
            .OrderByDescending(r => serving.Contains(r.Key.Name))
            .ThenByDescending(r => r.Status?.Phase == ReplicaPhase.Ready)
            .ThenBy(r => r.Spec.Ordinal).ThenBy(r => r.Key.Name, StringComparer.Ordinal)
            .Take(service.Replicas)
            .OrderBy(r => r.Spec.Ordinal)
            .Select(r => new PlannedReplica(r.Key.Name, service.Name, r.Spec.Release, fingerprint, r.Spec.Ordinal))
            .ToList();
        var free = Enumerable.Range(1, service.Replicas + reused.Count).Except(reused.Select(r => r.Ordinal));
        var fresh = free.Take(service.Replicas - reused.Count).Select(o => Planned(service.Name, target, input, o)).ToList();
        var names = reused.Concat(fresh).OrderBy(r => r.Ordinal).Select(r => r.Name).ToList();
        var others = all.Select(r => r.Key.Name).Except(names, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var owns = Owns(service);
        // An owner that is still being stopped, by a rollout that is being taken back for one, has to be waited for.
        if (owns && fresh.Count > 0) others = [.. others.Union(present.Leaving(service.Name), StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var scales = serving.Count > 0 && serving.All(n => all.First(r => r.Key.Name == n).Spec.Fingerprint == fingerprint);
        return new Wish
        {
            Reused = reused,
            New = fresh,
            Others = others,
            Serving = serving,
            Scales = scales,
            IsExclusive = owns,
            Rolls = service.Rollout.Strategy == Strategy.Rolling && !owns && !scales && serving.Count > 0 && fresh.Count + reused.Count > 0,
            ReplacesFirst = others.Count > 0 && !(scales && !owns) && (owns || service.Rollout.Strategy == Strategy.Recreate),
            Backend = new Backend(reused.Count > 0 ? reused.Min(r => r.Release) : target.Number, fingerprint, 100, names),
        };
    }

    public static PlannedReplica Planned(string service, ReleaseSpec target, PlanInput input, int ordinal) => new(
        input.Undo
            ? ResourceNames.UndoReplicaName(input.App, service, input.Rollout, ordinal)
            : ResourceNames.ReplicaName(input.App, service, input.Rollout, ordinal),
        service, target.Number, target.Service(service)!.Fingerprint, ordinal);

    /// <summary>The engine gives a UDP port to one container; a volume mounted for writing has one owner, unless the file says that it is shared.</summary>
    private static bool Owns(ServiceDefinition service) => service.UdpPorts is { Count: > 0 } || OwnsVolume(service);

    public static bool OwnsVolume(ServiceDefinition service) =>
        !service.Rollout.SharesVolumes && service.Mounts.Any(m => m is { Kind: MountKind.Volume, Source.Length: > 0, ReadOnly: false });
}
