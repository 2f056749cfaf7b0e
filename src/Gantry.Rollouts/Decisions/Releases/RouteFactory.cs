using Gantry.Resources.Apps;
using Gantry.Resources.Releases;
using Gantry.Resources.Routes;

namespace Gantry.Rollouts.Decisions;

/// <summary>What a release says of the way to a service; the backends are the planner's.</summary>
public static class RouteFactory
{
    public static RouteSpec Make(ReleaseSpec release, string serviceName, string address, IReadOnlyList<Backend> backends)
    {
        var definition = release.Definition.Services.First(s => s.Name == serviceName);
        var service = release.Service(serviceName)!;
        return new RouteSpec
        {
            App = release.App,
            Environment = release.Environment,
            Service = serviceName,
            Address = address,
            Ports = definition.OneOff ? [] : service.Ports,
            Published = definition.Ports,
            Rules = [.. definition.Routes.Select(r => r.Port > 0 ? r : r with { Port = service.Ports[0] })],
            Backends = backends,
            HoldTimeout = definition.Rollout.HoldTimeout,
            DrainTimeout = definition.Rollout.DrainTimeout,
            // What runs inside the container is the engine's to run; the edge probes what it can reach.
            Probe = service.Probe.Kind is ProbeKind.Http or ProbeKind.Tcp ? service.Probe : null,
            Policy = definition.Traffic,
            Callers = Peers.Of(release.Definition, definition),
        };
    }
}
