using System.Net;
using Gantry.Resources.Edges;
using Gantry.Resources.Traffic;

namespace Gantry.Edge.Decisions;

/// <summary>What an address that the edge listens on leads to.</summary>
/// <param name="Route">Null for the HTTP address, where rules decide.</param>
/// <param name="Callers">Who may connect; null for everybody.</param>
/// <param name="SpeaksHttp">Clients of this port are known to speak HTTP, so it is safe to wait for their first byte.</param>
public sealed record ListenTarget(string? Route, int Port, HashSet<IPAddress>? Callers, bool SpeaksHttp)
{
    /// <summary>Of services that call each other; what they say of forwarding is believed.</summary>
    public bool IsPrivate => Callers is not null;
}

/// <summary>Every address to listen on, and those that cannot be because another route has them.</summary>
public sealed record ListenPlan(IReadOnlyDictionary<IPEndPoint, ListenTarget> Targets, IReadOnlyList<ListenFailure> Conflicts)
{
    public static ListenPlan Of(TrafficSnapshot? snapshot, IPEndPoint http, IPAddress publish)
    {
        var targets = new Dictionary<IPEndPoint, ListenTarget> { [http] = new(null, 0, null, true) };
        var conflicts = new List<ListenFailure>();
        foreach (var route in snapshot?.Routes ?? [])
        {
            var callers = route.Callers.Select(IPAddress.Parse).ToHashSet();
            foreach (var port in route.Address.Length == 0 ? [] : route.Ports)
                Add(route, new IPEndPoint(IPAddress.Parse(route.Address), port), port, callers);
            foreach (var port in route.Published)
                Add(route, new IPEndPoint(port.Address is { } address ? IPAddress.Parse(address) : publish, port.Published), port.Target, null);
        }
        return new ListenPlan(targets, conflicts);

        void Add(SnapshotRoute route, IPEndPoint endpoint, int port, HashSet<IPAddress>? callers)
        {
            if (targets.TryAdd(endpoint, new ListenTarget(route.Name, port, callers, SpeaksHttp(route, port)))) return;
            var owner = targets[endpoint].Route is { } name ? $"route {name}" : "the HTTP listener of this edge";
            conflicts.Add(new ListenFailure(route.Name, endpoint.Address.ToString(), endpoint.Port, $"taken by {owner}"));
        }
    }

    private static bool SpeaksHttp(SnapshotRoute route, int port) =>
        route.Rules.Any(rule => rule.Port == port)
        || (route.Probe is { Kind: Resources.Apps.ProbeKind.Http } probe && probe.Port == port);
}
