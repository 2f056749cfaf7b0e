using Gantry.Apps.Reading;
using Gantry.Resources;
using Gantry.Resources.Apps;
using System.Net;

namespace Gantry.Apps.Decisions;

/// <summary>A port of the machine can be opened once.</summary>
internal static class PublishedPorts
{
    public static IEnumerable<Problem> Check(AppDefinition app, ComposeFacts facts)
    {
        var all = app.Services.SelectMany(s => Numbered(s.Ports, s, facts).Concat(Numbered(s.UdpPorts ?? [], s, facts))).ToList();
        if (all.Count < 2) yield break;
        var taken = new Dictionary<(string Protocol, int Port), List<Written>>();
        foreach (var written in all.OrderBy(p => PlaceOrder.Of(p.Place)))
        {
            var (port, service, place) = written;
            if (!taken.TryGetValue((port.Protocol, port.Published), out var others)) taken[(port.Protocol, port.Published)] = others = [];
            var clash = others.Find(o => Overlap(o.Port.Address, port.Address));
            others.Add(written);
            if (clash is null) continue;
            yield return new Problem(place, "compose.port-clash",
                $"{(port.Protocol == "udp" ? "UDP port" : "Port")} {port.Published} is published twice: by service '{clash.Service}' at {clash.Place} and by service '{service}' here.", "Choose another published port for one of the two.");
        }
    }

    /// <summary>A UDP port is the container's own, and two containers cannot have one port.</summary>
    public static IEnumerable<Problem> CheckUdp(AppDefinition app, ComposeFacts facts)
    {
        foreach (var service in app.Services.Where(s => s.UdpPorts is not null))
        {
            var (at, port) = ($"services.{service.Name}", service.UdpPorts![0].Published);
            if (service.Replicas > 1)
                yield return new Problem(facts.Place(facts.Has($"{at}.scale") ? $"{at}.scale" : $"{at}.deploy.replicas"), "compose.udp-alone",
                    $"{service.Replicas} replicas of '{service.Name}' cannot share its UDP port {port}: the engine gives it to one container.", "Run one replica, or put the UDP port into a service of its own.");
            if (service.Rollout.Strategy is Strategy.BlueGreen or Strategy.Rolling && !service.OneOff)
                yield return new Problem(facts.Place($"{at}.x-gantry.strategy"), "compose.udp-alone",
                    $"With this strategy two releases of '{service.Name}' would need its UDP port {port} at once.", "Remove 'strategy' (it is recreate then), or put the UDP port into a service of its own.");
        }
    }

    private static IEnumerable<Written> Numbered(IEnumerable<PublishedPort> ports, ServiceDefinition service, ComposeFacts facts) =>
        ports.Select((p, i) => new Written(p, service.Name, facts.Place($"services.{service.Name}.{Sections.PortKeys.PlaceOf(p.Protocol)}.{i}")));

    /// <summary>The platform's default address is not known here; it is loopback unless it was configured, and clashes with both.</summary>
    private static bool Overlap(string? a, string? b) => a == b || a is null || b is null || IsAny(a) || IsAny(b);

    private static bool IsAny(string address) => IPAddress.Parse(address) is var ip && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any));

    private sealed record Written(PublishedPort Port, string Service, string Place);
}
