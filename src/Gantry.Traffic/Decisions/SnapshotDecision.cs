using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Certificates;
using Gantry.Resources.Replicas;
using Gantry.Resources.Routes;
using Gantry.Resources.Traffic;

namespace Gantry.Traffic.Decisions;

/// <summary>Routes and what is known of replicas make what edges serve.</summary>
public static class SnapshotDecision
{
    /// <summary>The routes of one app: a function of that app's routes and replicas alone.</summary>
    public static IReadOnlyList<SnapshotRoute> Routes(World world, string environment, string app)
    {
        var replicas = world.List<ReplicaSpec, ReplicaStatus>(Kinds.Replica, environment, app).ToList();
        var ready = replicas
            .Where(r => r is { Spec.Wanted: Wanted.Running, Status: { Phase: ReplicaPhase.Ready, Address: not null } })
            .ToDictionary(r => r.Key.Name, r => r.Status!.Address!, StringComparer.Ordinal);
        var addresses = replicas.Where(r => r.Status is not null)
            .GroupBy(r => r.Spec.Service, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.SelectMany(r => r.Status!.Addresses.Values).ToList(), StringComparer.Ordinal);
        var routes = world.List<RouteSpec, object>(Kinds.Route, environment, app).ToList();
        return [.. routes.Select(r => Route(r, ready, addresses) with { Mirror = Mirror(r.Spec, routes, ready) })];
    }

    /// <summary>What authorities are to be shown, and the revision of the newest of it; null for nothing.</summary>
    public static (IReadOnlyList<HostChallenge>? Challenges, long Since) Challenges(World world)
    {
        var shown = world.List<CertificateSpec, CertificateStatus>(Kinds.Certificate).Where(c => c.Status?.Order?.Challenge is not null).ToList();
        return shown.Count == 0 ? (null, 0) : ([.. shown.Select(c => c.Status!.Order!.Challenge!)], shown.Max(c => c.Version));
    }

    /// <summary>Copies go to whoever is served by the other route now, as far as it is ready.</summary>
    private static SnapshotMirror? Mirror(RouteSpec spec, List<Resource<RouteSpec, object>> routes, Dictionary<string, string> ready)
    {
        if (spec.Policy?.Mirror is not { } wanted || routes.FirstOrDefault(r => r.Spec.Service == wanted.To)?.Spec is not { } other) return null;
        var backends = other.Backends.Where(b => b.Weight > 0).ToList();
        var replicas = backends.SelectMany(b => b.Replicas).Where(ready.ContainsKey).Order(StringComparer.Ordinal).Select(n => new SnapshotReplica($"{spec.Environment}/{n}", ready[n])).ToList();
        return replicas.Count == 0 ? null : new SnapshotMirror(backends.Max(b => b.Release), replicas, wanted.Share ?? 100)
        {
            Methods = wanted.Methods,
            BodyLimit = wanted.Body ?? SnapshotMirror.UsualBody,
        };
    }

    private static SnapshotRoute Route(
        Resource<RouteSpec, object> route, Dictionary<string, string> ready, Dictionary<string, List<string>> addresses)
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
            Policy = spec.Policy,
            Backends =
            [
                .. spec.Backends
                    .Select(b => new SnapshotBackend(b.Release, b.Weight,
                        [.. b.Replicas.Where(ready.ContainsKey).Select(n => new SnapshotReplica($"{spec.Environment}/{n}", ready[n]))]))
                    .Where(b => b.Replicas.Count > 0)
            ],
            Callers = [.. spec.Callers.SelectMany(c => addresses.GetValueOrDefault(c) ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };
    }
}
