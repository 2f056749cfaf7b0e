using Gantry.Edge.Decisions;
using Gantry.Edge.Decisions.Matching;
using Gantry.Edge.Mirror;
using Gantry.Edge.Routing.Balance;
using Gantry.Edge.Routing.Guards;
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

    /// <summary>The next of them; null: none takes a request now.</summary>
    internal ReplicaGauge? Next(in PickFor wanted, Picker? picker, RoutePolicy policy, bool panic)
    {
        // Looking a second time is no second turn.
        var start = (panic ? Volatile.Read(ref turn) : Interlocked.Increment(ref turn)) & int.MaxValue;
        return picker is null || panic ? LeastBusy(wanted, policy, start, panic) : picker.One(replicas, start, wanted);
    }

    /// <summary>The least busy; of equals the next in line.</summary>
    private ReplicaGauge? LeastBusy(in PickFor wanted, RoutePolicy policy, int start, bool panic)
    {
        ReplicaGauge? best = null;
        var least = policy.PerReplica;
        for (var i = 0; i < replicas.Count; i++)
        {
            var replica = replicas[(start + i) % replicas.Count];
            if ((!panic && !replica.IsWell(wanted.Port)) || wanted.Tried?.Contains(replica) == true) continue;
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
    private readonly Picker? picker;

    /// <param name="weights">Of the backends.</param>
    internal TableRoute(SnapshotRoute route, RouteGate gate, IReadOnlyList<TableBackend> backends, int[] weights, TimeProvider time)
    {
        Spec = route;
        Gate = gate;
        Backends = backends;
        order = Rotation.Of(weights);
        Policy = RoutePolicy.Of(route.Policy);
        gate.LetsWait = Policy.Pending > 0;
        picker = Policy.PicksAsUsual ? null : new Picker(route.Name, Policy, backends, weights, time);
        Mirror = route.Mirror is { } mirror ? new MirrorTarget(mirror, gate.Mirrored ??= new MirrorTally()) : null;
    }

    internal MirrorTarget? Mirror { get; }

    public SnapshotRoute Spec { get; }
    public RouteGate Gate { get; }
    public RoutePolicy Policy { get; }
    public IReadOnlyList<TableBackend> Backends { get; }
    public string Name => Spec.Name;
    public TimeSpan HoldTimeout => Shortest(Spec.HoldTimeout);
    public TimeSpan DrainTimeout => Shortest(Spec.DrainTimeout);

    /// <summary>It has rules for HTTPS.</summary>
    internal bool IsForTls => Spec.Rules.Any(rule => rule.Tls != RouteTls.Off);

    /// <summary>What people have to put certificates there for.</summary>
    internal IEnumerable<string> HostsOfFiles => Spec.Rules.Where(rule => rule.Tls == RouteTls.Files).Select(rule => rule.Host).OfType<string>();

    internal IEnumerable<ReplicaGauge> Replicas => Backends.SelectMany(backend => backend.Replicas);

    internal TableBackend? BackendOf(ReplicaGauge gauge) => Backends.FirstOrDefault(backend => backend.Replicas.Contains(gauge));

    /// <summary>Nobody could take a request: there is no replica with a weight.</summary>
    public bool IsEmpty => order.Length == 0;

    /// <summary>
    /// The next replica: backends take turns by weight; within one the least busy, and of equals the next in line. Replicas that
    /// are down come last, and only then: if all are, it may well be that what found them down is wrong.
    /// </summary>
    internal ReplicaGauge? Pick(in PickFor wanted, out TableBackend? backend)
    {
        backend = null;
        if (order.Length == 0) return null;
        if (picker?.Meant(wanted, out backend) is { } meant) return meant;
        var turn = order.Length == 1 ? 0 : Gate.NextTurn();
        for (var panic = false; ; panic = true)
        {
            for (var i = 0; i < order.Length; i++)
            {
                backend = Backends[order[(turn + i) % order.Length]];
                if (backend.Next(wanted, picker, Policy, panic) is { } replica) return replica;
                if (Backends.Count == 1) break;
            }
            if (panic) return null;
        }
    }

    /// <inheritdoc cref="Picker.CookieFor"/>
    internal string? CookieFor(ReplicaGauge replica) => picker?.CookieFor(replica);

    /// <inheritdoc cref="Picker.Knows"/>
    internal bool Knows(IRequestFacts facts, ReplicaGauge replica) => picker?.Knows(facts, replica) != false;

    /// <summary>There is somebody who could take it, if only they had less to do.</summary>
    internal bool IsFull(IReadOnlyCollection<ReplicaGauge>? tried) =>
        Policy.PerReplica < int.MaxValue && Replicas.Any(replica => replica.InFlight >= Policy.PerReplica && tried?.Contains(replica) != true);

    private static TimeSpan Shortest(TimeSpan wanted) => wanted < Longest ? wanted : Longest;
}
