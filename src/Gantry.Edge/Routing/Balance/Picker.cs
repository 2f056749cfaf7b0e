using Gantry.Edge.Decisions.Guarding;
using Gantry.Edge.Decisions.Matching;
using Gantry.Edge.Routing.Guards;
using Gantry.Resources.Apps;

namespace Gantry.Edge.Routing.Balance;

/// <summary>What a pick is made for.</summary>
/// <param name="Tried">Replicas that failed for it already.</param>
internal readonly record struct PickFor(int Port, IReadOnlyCollection<ReplicaGauge>? Tried, IRequestFacts? Facts);

/// <summary>Picks replicas in the ways that a route asks for; routes that ask for none have none.</summary>
internal sealed class Picker(string route, RoutePolicy policy, IReadOnlyList<TableBackend> backends, int[] weights, TimeProvider time)
{
    private readonly StickyCookie? cookie = policy.IsSticky ? new StickyCookie(route) : null;
    private readonly long slowly = (long)(policy.SlowStart.TotalSeconds * time.TimestampFrequency);

    /// <summary>The one that the client had, or that its key leads to; null: any will do.</summary>
    public ReplicaGauge? Meant(in PickFor wanted, out TableBackend? backend)
    {
        backend = null;
        if (wanted.Facts is not { } facts) return null;
        if (cookie is not null) return Known(wanted, facts, out backend);
        if (policy.Way != Balancing.Hash || KeyOf(facts) is not { } key) return null;
        var share = Affinity.ByWeight(key, weights);
        if (share < 0) return null;
        backend = backends[share];
        ReplicaGauge? best = null;
        var most = 0UL;
        // By index: to go over a list that is only known as one costs memory.
        for (var i = 0; i < backend.Replicas.Count; i++)
        {
            var replica = backend.Replicas[i];
            if (!replica.Takes(wanted, policy)) continue;
            var bond = Affinity.Of(key, replica.Id);
            if (best is not null && bond <= most) continue;
            (best, most) = (replica, bond);
        }
        return best;
    }

    /// <summary>What tells the client to come back to the replica; null: it is not to.</summary>
    public string? CookieFor(ReplicaGauge replica) => cookie?.ValueFor(replica.Id);

    /// <summary>Whether the client has said the number of the replica.</summary>
    public bool Knows(IRequestFacts facts, ReplicaGauge replica) =>
        cookie is null || (facts.TryCookie(cookie.Name, out var said) && StickyCookie.TryRead(said, out var id) && id == replica.Id);

    /// <summary>One of a backend, when it is its turn.</summary>
    public ReplicaGauge? One(IReadOnlyList<ReplicaGauge> replicas, int turn, in PickFor wanted)
    {
        if (policy.Way == Balancing.LeastRequest && replicas.Count > 2 && OfTwo(replicas, turn, wanted) is { } less) return less;
        ReplicaGauge? best = null, late = null;
        var least = int.MaxValue;
        for (var i = 0; i < replicas.Count; i++)
        {
            var replica = replicas[(turn + i) % replicas.Count];
            if (!replica.Takes(wanted, policy)) continue;
            if (!IsWarm(replica, turn, i))
            {
                late ??= replica;
                continue;
            }
            if (policy.Way == Balancing.RoundRobin) return replica;
            var busy = replica.InFlight;
            if (busy >= least) continue;
            (best, least) = (replica, busy);
        }
        return best ?? late;
    }

    /// <summary>Two that chance picks: nearly as good as the least busy of all, and what two edges pick is not the same one.</summary>
    private ReplicaGauge? OfTwo(IReadOnlyList<ReplicaGauge> replicas, int turn, in PickFor wanted)
    {
        var drawn = Spread.Of((ulong)turn, (ulong)replicas.Count);
        var first = (int)(drawn % (ulong)replicas.Count);
        var second = (int)((drawn >> 32) % (ulong)(replicas.Count - 1));
        if (second >= first) second++;
        var (a, b) = (replicas[first], replicas[second]);
        var (takesA, takesB) = (a.Takes(wanted, policy) && IsWarm(a, turn, first), b.Takes(wanted, policy) && IsWarm(b, turn, second));
        if (takesA && takesB) return b.InFlight < a.InFlight ? b : a;
        return takesA ? a : takesB ? b : null;
    }

    private bool IsWarm(ReplicaGauge replica, int turn, int draw)
    {
        if (slowly == 0) return true;
        var share = SlowStart.ShareOf(time.GetTimestamp() - replica.Since, slowly);
        return share == SlowStart.Whole || SlowStart.TakesPart(share, Spread.Of((ulong)turn, (ulong)draw + replica.Id));
    }

    private ReplicaGauge? Known(in PickFor wanted, IRequestFacts facts, out TableBackend? backend)
    {
        backend = null;
        if (!facts.TryCookie(cookie!.Name, out var said) || !StickyCookie.TryRead(said, out var id)) return null;
        for (var i = 0; i < backends.Count; i++)
        {
            if (weights[i] == 0) continue;
            var replicas = backends[i].Replicas;
            for (var at = 0; at < replicas.Count; at++)
            {
                var replica = replicas[at];
                if (replica.Id != id || !replica.Takes(wanted, policy)) continue;
                backend = backends[i];
                return replica;
            }
        }
        return null;
    }

    private ulong? KeyOf(IRequestFacts facts)
    {
        switch (policy.HashOn)
        {
            case HashOn.Header:
                return facts.TryHeader(policy.HashName, 0, out var header) ? Spread.Of(header) : null;
            case HashOn.Cookie:
                return facts.TryCookie(policy.HashName, out var cookie) ? Spread.Of(cookie) : null;
            default:
                return Spread.Of(facts.Client, 0);
        }
    }
}
