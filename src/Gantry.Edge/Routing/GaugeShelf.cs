using System.Net;
using Gantry.Resources.Traffic;

namespace Gantry.Edge.Routing;

/// <summary>Keeps what outlives a snapshot: gauges by replica, gates by route, tallies by release. Used under the switch's lock.</summary>
internal sealed class GaugeShelf(TrafficSwitch owner)
{
    private readonly Dictionary<(string Name, string Address), ReplicaGauge> gauges = [];
    private readonly Dictionary<string, RouteGate> gates = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Route, int Release), TrafficTally> tallies = [];

    public IReadOnlyCollection<ReplicaGauge> Gauges => gauges.Values;
    public IReadOnlyDictionary<string, RouteGate> Gates => gates;

    public ReplicaGauge Gauge(SnapshotReplica replica)
    {
        // A replica that comes back with another address is another one: its old connections say nothing of it.
        var key = (replica.Name, replica.Address);
        if (!gauges.TryGetValue(key, out var gauge))
            gauges[key] = gauge = new ReplicaGauge(owner, replica.Name, IPAddress.Parse(replica.Address));
        return gauge;
    }

    public RouteGate Gate(string route)
    {
        if (!gates.TryGetValue(route, out var gate)) gates[route] = gate = new RouteGate();
        return gate;
    }

    public TrafficTally Tally(string route, int release)
    {
        if (!tallies.TryGetValue((route, release), out var tally)) tallies[(route, release)] = tally = new TrafficTally();
        return tally;
    }

    /// <summary>Forgets what no snapshot and nothing in flight needs any more.</summary>
    public void Tidy(RouteTable table)
    {
        foreach (var (key, gauge) in gauges.Where(entry => entry.Value.IsAway && entry.Value.InFlight == 0).ToArray())
        {
            gauges.Remove(key);
            gauge.Forget();
        }
        foreach (var name in gates.Keys.Where(name => !table.Routes.ContainsKey(name)).ToArray())
        {
            if (gates[name].Waiting == 0) gates.Remove(name);
        }
        var live = table.Routes.Values.SelectMany(route => route.Backends.Select(backend => (route.Name, backend.Release))).ToHashSet();
        foreach (var key in tallies.Keys.Where(key => !live.Contains(key) && tallies[key].InFlight == 0).ToArray()) tallies.Remove(key);
    }
}
