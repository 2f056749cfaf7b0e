using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Releases;
using Gantry.Resources.Replicas;
using Gantry.Resources.Routes;

namespace Gantry.Rollouts.Decisions;

/// <summary>Two apps that want the same place at the edge.</summary>
internal static class Collisions
{
    /// <summary>What a service of another app has, or is about to get.</summary>
    private sealed record Claim(string App, string Environment, string Service)
    {
        public IReadOnlyList<RouteRule> Rules { get; init; } = [];
        public IReadOnlyList<PublishedPort> Ports { get; init; } = [];
        public IReadOnlyList<PublishedPort> UdpPorts { get; init; } = [];
    }

    public static IReadOnlyList<Problem> Of(World world, ReleaseSpec release)
    {
        var others = AtTheEdge(world).Concat(OnTheEngine(world)).Concat(OnTheirWay(world))
            .Where(c => c.App != release.App || c.Environment != release.Environment).ToList();
        return [.. release.Definition.Services.SelectMany(s => Rules(s, others).Concat(Ports(s, others)).Concat(Udp(s, others)))];
    }

    private static IEnumerable<Claim> AtTheEdge(World world) => world.List(Kinds.Route).Select(r => r.SpecAs<RouteSpec>())
        .Select(r => new Claim(r.App, r.Environment, r.Service) { Rules = r.Rules, Ports = r.Published });

    /// <summary>UDP ports are on no route: they belong to the containers that are there.</summary>
    private static IEnumerable<Claim> OnTheEngine(World world) => world.List<ReplicaSpec, ReplicaStatus>(Kinds.Replica).Select(r => r.Spec)
        .Where(r => r is { Wanted: Wanted.Running, Container.UdpPorts: not null })
        .Select(r => new Claim(r.App, r.Environment, r.Service) { UdpPorts = r.Container.UdpPorts! });

    /// <summary>A rollout at work has its place, although it may not have come to it yet.</summary>
    private static IEnumerable<Claim> OnTheirWay(World world) =>
        from app in world.List(Kinds.App)
        let rollout = AtWork.Of(world, app.Key.Scope, app.Key.Name)
        where rollout is { Spec.To: not null }
        let release = world.Get(ResourceNames.Release(app.Key.Scope, app.Key.Name, rollout.Spec.To!.Value))
        where release is not null
        from service in release.SpecAs<ReleaseSpec>().Definition.Services
        select new Claim(app.Key.Name, app.Key.Scope, service.Name) { Rules = service.Routes, Ports = service.Ports, UdpPorts = service.UdpPorts ?? [] };

    private static IEnumerable<Problem> Rules(ServiceDefinition service, List<Claim> others) =>
        from rule in service.Routes
        let other = others.Find(c => c.Rules.Any(o => string.Equals(o.Host, rule.Host, StringComparison.OrdinalIgnoreCase) && o.Path == rule.Path))
        where other is not null
        select new Problem($"services.{service.Name}.x-gantry.route", "route.taken",
            $"{rule.Host ?? "every host"}{rule.Path} already leads to {other.Service} of {other.App} ({other.Environment}).",
            "Give this route another host or path, or take the other app down first.");

    private static IEnumerable<Problem> Ports(ServiceDefinition service, List<Claim> others) =>
        from port in service.Ports
        let other = others.Find(c => c.Ports.Any(o => Overlap(o, port)))
        where other is not null
        select Taken(service, "Port", port, other);

    private static IEnumerable<Problem> Udp(ServiceDefinition service, List<Claim> others) =>
        from port in service.UdpPorts ?? []
        let other = others.Find(c => c.UdpPorts.Any(o => Overlap(o, port)))
        where other is not null
        select Taken(service, "UDP port", port, other);

    private static Problem Taken(ServiceDefinition service, string what, PublishedPort port, Claim other) => new($"services.{service.Name}.ports", "port.taken",
        $"{what} {port.Published} is already published by {other.Service} of {other.App} ({other.Environment}).",
        "Publish another port, or take the other app down first.");

    private static bool Overlap(PublishedPort one, PublishedPort other) =>
        one.Published == other.Published && (Address(one) == Address(other) || IsAny(one.Address) || IsAny(other.Address));

    private static string Address(PublishedPort port) => port.Address ?? "127.0.0.1";

    private static bool IsAny(string? address) => address is "0.0.0.0" or "::";
}
