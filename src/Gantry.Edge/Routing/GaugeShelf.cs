using Gantry.Resources.Traffic;

namespace Gantry.Edge.Routing;

/// <summary>
/// Keeps what outlives a snapshot: gauges by replica, gates by route, tallies by release. Used under the switch's lock. What is on
/// its way out is remembered apart, so that a look at it does not cost a look at everything.
/// </summary>
internal sealed class GaugeShelf(TrafficSwitch owner)
{
    private readonly Dictionary<(string Name, string Address), ReplicaGauge> gauges = [];
    private readonly Dictionary<string, Compartment> compartments = new(StringComparer.Ordinal);
    private readonly HashSet<ReplicaGauge> away = [];
    private readonly HashSet<ReplicaGauge> doubted = [];

    /// <summary>Routes of which something may be left that nobody needs.</summary>
    private readonly HashSet<string> stale = new(StringComparer.Ordinal);

    public TimeProvider Time => owner.Time;

    public IReadOnlyCollection<ReplicaGauge> Gauges => gauges.Values;

    /// <summary>Those that have left, and are not forgotten yet.</summary>
    public IReadOnlyCollection<ReplicaGauge> Away => away;

    public ReplicaGauge Gauge(SnapshotReplica replica)
    {
        // A replica that comes back with another address is another one: its old connections say nothing of it.
        var key = (replica.Name, replica.Address);
        if (!gauges.TryGetValue(key, out var gauge))
            gauges[key] = gauge = new ReplicaGauge(owner, key);
        return gauge;
    }

    public RouteGate Gate(string route) => Of(route).Gate;

    public TrafficTally Tally(string route, int release)
    {
        var tallies = Of(route).Tallies;
        if (!tallies.TryGetValue(release, out var tally)) tallies[release] = tally = new TrafficTally();
        return tally;
    }

    public void Arrived(ReplicaGauge gauge) => away.Remove(gauge);

    public void Departed(ReplicaGauge gauge) => away.Add(gauge);

    public void Dropped(string route) => stale.Add(route);

    /// <summary>The replica was found down.</summary>
    public void Doubt(ReplicaGauge gauge) => doubted.Add(gauge);

    /// <summary>Replicas that are down, in rotation or not.</summary>
    public IReadOnlyCollection<ReplicaGauge> Down()
    {
        doubted.RemoveWhere(gauge => !gauge.IsDown);
        return doubted;
    }

    /// <summary>Forgets what no snapshot and nothing in flight needs any more.</summary>
    public void Tidy(RouteTable table)
    {
        away.RemoveWhere(IsForgotten);
        stale.RemoveWhere(name => Tidy(name, compartments[name], table.Routes.GetValueOrDefault(name)));
    }

    private bool IsForgotten(ReplicaGauge gauge)
    {
        if (gauge.InFlight > 0) return false;
        doubted.Remove(gauge);
        gauges.Remove(gauge.Key);
        gauge.Forget();
        return true;
    }

    /// <returns>Nothing is left to forget.</returns>
    private bool Tidy(string name, Compartment compartment, TableRoute? route)
    {
        var tallies = compartment.Tallies;
        foreach (var (release, tally) in tallies)
        {
            if (tally.InFlight == 0 && route?.Backends.Any(backend => backend.Release == release) != true) tallies.Remove(release);
        }
        if (route is not null) return tallies.Count == route.Backends.Select(backend => backend.Release).Distinct().Count();
        if (tallies.Count > 0 || compartment.Gate.Waiting > 0) return false;
        compartments.Remove(name);
        return true;
    }

    private Compartment Of(string route)
    {
        if (!compartments.TryGetValue(route, out var compartment)) compartments[route] = compartment = new Compartment();
        return compartment;
    }

    private sealed class Compartment
    {
        public RouteGate Gate { get; } = new();
        public Dictionary<int, TrafficTally> Tallies { get; } = [];
    }
}
