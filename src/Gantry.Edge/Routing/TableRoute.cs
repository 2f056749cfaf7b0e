using Gantry.Resources.Apps;
using Gantry.Resources.Traffic;

namespace Gantry.Edge.Routing;

/// <summary>A group of replicas that shares a weight.</summary>
public sealed class TableBackend(int release, TrafficTally tally, IReadOnlyList<ReplicaGauge> replicas)
{
    private int turn = -1;

    public int Release => release;
    public TrafficTally Tally => tally;
    public IReadOnlyList<ReplicaGauge> Replicas => replicas;

    /// <summary>The least busy; of equals the next in line.</summary>
    internal ReplicaGauge? LeastBusy(int port, IReadOnlyCollection<ReplicaGauge>? tried, bool panic)
    {
        ReplicaGauge? best = null;
        var least = int.MaxValue;
        // Looking a second time is no second turn.
        var start = (panic ? Volatile.Read(ref turn) : Interlocked.Increment(ref turn)) & int.MaxValue;
        for (var i = 0; i < replicas.Count; i++)
        {
            var replica = replicas[(start + i) % replicas.Count];
            if ((!panic && replica.Health.IsDownAt(port)) || tried?.Contains(replica) == true) continue;
            var busy = replica.InFlight;
            if (busy >= least) continue;
            (best, least) = (replica, busy);
        }
        return best;
    }
}

/// <summary>One route of one snapshot.</summary>
public sealed class TableRoute
{
    /// <summary>More than this is without end, and more than a timer can take.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    private readonly int[] order;

    internal TableRoute(SnapshotRoute route, RouteGate gate, IReadOnlyList<TableBackend> backends, int[] order)
    {
        Spec = route;
        Gate = gate;
        Backends = backends;
        this.order = order;
    }

    public SnapshotRoute Spec { get; }
    public RouteGate Gate { get; }
    public IReadOnlyList<TableBackend> Backends { get; }
    public string Name => Spec.Name;
    public TimeSpan HoldTimeout => Shortest(Spec.HoldTimeout);
    public TimeSpan DrainTimeout => Shortest(Spec.DrainTimeout);

    /// <summary>What its rules for HTTPS need certificates for.</summary>
    internal IEnumerable<string> HostsForTls => Spec.Rules.Where(rule => rule.Tls != RouteTls.Off).Select(rule => rule.Host).OfType<string>();

    internal IEnumerable<ReplicaGauge> Replicas => Backends.SelectMany(backend => backend.Replicas);

    /// <summary>Nobody could take a request: there is no replica with a weight.</summary>
    public bool IsEmpty => order.Length == 0;

    /// <summary>
    /// The next replica: backends take turns by weight; within one the least busy, and of equals the next in line. Replicas that
    /// are down come last, and only then: if all are, it may well be that what found them down is wrong.
    /// </summary>
    internal ReplicaGauge? Pick(int port, IReadOnlyCollection<ReplicaGauge>? tried, out TableBackend? backend)
    {
        backend = null;
        if (order.Length == 0) return null;
        var turn = Gate.NextTurn();
        for (var panic = false; ; panic = true)
        {
            for (var i = 0; i < order.Length; i++)
            {
                backend = Backends[order[(turn + i) % order.Length]];
                if (backend.LeastBusy(port, tried, panic) is { } replica) return replica;
                if (Backends.Count == 1) break;
            }
            if (panic) return null;
        }
    }

    private static TimeSpan Shortest(TimeSpan wanted) => wanted < Longest ? wanted : Longest;
}
