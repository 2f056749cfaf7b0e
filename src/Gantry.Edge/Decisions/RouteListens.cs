using System.Net;
using Gantry.Resources.Apps;
using Gantry.Resources.Traffic;

namespace Gantry.Edge.Decisions;

/// <summary>Where one route wants to be listened for. Parsed once for as long as the route is the same object.</summary>
internal sealed record RouteListens(SnapshotRoute Spec, (IPEndPoint At, ListenTarget Target)[] Wanted)
{
    /// <summary>It has a rule for HTTPS.</summary>
    public bool IsForTls { get; } = Spec.Rules.Any(rule => rule.Tls != RouteTls.Off);

    public static RouteListens Of(SnapshotRoute route, IPAddress publish)
    {
        var wanted = new List<(IPEndPoint, ListenTarget)>();
        if (route.Address.Length > 0 && route.Ports.Count > 0)
        {
            var address = IPAddress.Parse(route.Address);
            var callers = route.Callers.Select(IPAddress.Parse).ToHashSet();
            foreach (var port in route.Ports) Add(new IPEndPoint(address, port), port, callers);
        }
        foreach (var port in route.Published)
            Add(new IPEndPoint(port.Address is { } address ? IPAddress.Parse(address) : publish, port.Published), port.Target, null);
        return new RouteListens(route, [.. wanted]);

        void Add(IPEndPoint endpoint, int port, HashSet<IPAddress>? callers) =>
            wanted.Add((endpoint, new ListenTarget(route.Name, port, callers, SpeaksHttp(route, port))));
    }

    private static bool SpeaksHttp(SnapshotRoute route, int port) =>
        route.Rules.Any(rule => rule.Port == port)
        || (route.Probe is { Kind: ProbeKind.Http } probe && probe.Port == port);
}
