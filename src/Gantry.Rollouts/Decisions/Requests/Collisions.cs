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
    public static IReadOnlyList<Problem> Of(World world, ReleaseSpec release)
    {
        var others = world.List(Kinds.Route).Select(r => r.SpecAs<RouteSpec>())
            .Where(r => r.App != release.App || r.Environment != release.Environment).ToList();
        var replicas = world.List<ReplicaSpec, ReplicaStatus>(Kinds.Replica).Select(r => r.Spec)
            .Where(r => (r.App != release.App || r.Environment != release.Environment) && r is { Wanted: Wanted.Running, Container.UdpPorts: not null }).ToList();
        return [.. release.Definition.Services.SelectMany(s => Rules(s, others).Concat(Ports(s, others)).Concat(Udp(s, replicas)))];
    }

    private static IEnumerable<Problem> Rules(ServiceDefinition service, List<RouteSpec> others) =>
        from rule in service.Routes
        from other in others
        where other.Rules.Any(o => string.Equals(o.Host, rule.Host, StringComparison.OrdinalIgnoreCase) && o.Path == rule.Path)
        select new Problem($"services.{service.Name}.x-gantry.route", "route.taken",
            $"{rule.Host ?? "every host"}{rule.Path} already leads to {other.Service} of {other.App} ({other.Environment}).",
            "Give this route another host or path, or take the other app down first.");

    private static IEnumerable<Problem> Ports(ServiceDefinition service, List<RouteSpec> others) =>
        from port in service.Ports
        from other in others
        where other.Published.Any(o => o.Published == port.Published && (o.Address == port.Address || IsAny(o.Address) || IsAny(port.Address)))
        select new Problem($"services.{service.Name}.ports", "port.taken",
            $"Port {port.Published} is already published by {other.Service} of {other.App} ({other.Environment}).",
            "Publish another port, or take the other app down first.");

    /// <summary>No route has them: they belong to the containers that are there.</summary>
    private static IEnumerable<Problem> Udp(ServiceDefinition service, List<ReplicaSpec> others) =>
        from port in service.UdpPorts ?? []
        let other = others.FirstOrDefault(r => r.Container.UdpPorts!.Any(o => o.Published == port.Published && (o.Address == port.Address || IsAny(o.Address) || IsAny(port.Address))))
        where other is not null
        select new Problem($"services.{service.Name}.ports", "port.taken",
            $"UDP port {port.Published} is already published by {other.Service} of {other.App} ({other.Environment}).",
            "Publish another port, or take the other app down first.");

    private static bool IsAny(string? address) => address is "0.0.0.0" or "::";
}
