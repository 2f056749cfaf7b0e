using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Replicas;
using Gantry.Resources.Routes;
using Gantry.Resources.Traffic;

namespace Gantry.Traffic.Decisions;

/// <summary>Routes and what is known of replicas make the snapshot that edges serve.</summary>
public static class SnapshotDecision
{
    /// <summary>A function of the world alone, so that its revision identifies it.</summary>
    public static TrafficSnapshot Make(World world, string platform)
    {
        var replicas = world.List<ReplicaSpec, ReplicaStatus>(Kinds.Replica).ToList();
        var ready = replicas
            .Where(r => r is { Spec.Wanted: Wanted.Running, Status: { Phase: ReplicaPhase.Ready, Address: not null } })
            .ToDictionary(r => (r.Key.Scope, r.Key.Name), r => r.Status!.Address!);
        var addresses = replicas.Where(r => r.Status is not null)
            .GroupBy(r => (r.Spec.Environment, r.Spec.App, r.Spec.Service))
            .ToDictionary(g => g.Key, g => g.SelectMany(r => r.Status!.Addresses.Values).ToList());
        var routes = world.List<RouteSpec, object>(Kinds.Route).Select(r => Route(r, ready, addresses)).ToList();
        return new TrafficSnapshot { Platform = platform, Revision = world.Revision, Routes = routes };
    }

    private static SnapshotRoute Route(
        Resource<RouteSpec, object> route,
        Dictionary<(string, string), string> ready,
        Dictionary<(string, string, string), List<string>> addresses)
    {
        var spec = route.Spec;
        return new SnapshotRoute
        {
            Name = $"{route.Key.Scope}/{route.Key.Name}",
            Generation = route.Generation,
            Address = spec.Address,
            Ports = spec.Ports,
            Published = spec.Published,
            Rules = spec.Rules,
            Hold = spec.Hold,
            HoldTimeout = spec.HoldTimeout,
            DrainTimeout = spec.DrainTimeout,
            Probe = spec.Probe,
            Backends =
            [
                .. spec.Backends
                    .Select(b => new SnapshotBackend(b.Release, b.Weight,
                        [.. b.Replicas.Where(n => ready.ContainsKey((spec.Environment, n))).Select(n => new SnapshotReplica($"{spec.Environment}/{n}", ready[(spec.Environment, n)]))]))
                    .Where(b => b.Replicas.Count > 0)
            ],
            Callers =
            [
                .. spec.Callers.SelectMany(c => addresses.GetValueOrDefault((spec.Environment, spec.App, c)) ?? [])
                    .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            ],
        };
    }
}
