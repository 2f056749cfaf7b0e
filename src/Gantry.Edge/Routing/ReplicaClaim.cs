using System.Net;
using Gantry.Edge.Mirror;
using Gantry.Edge.Routing.Guards;
using Gantry.Edge.Routing.Rules;
using Gantry.Edge.Seen;

namespace Gantry.Edge.Routing;

/// <summary>
/// The right to send one request, or one connection, to a replica. While it is held the replica counts as busy; it is
/// released exactly once, by <see cref="Dispose"/>, when the exchange is over in both directions.
/// </summary>
public sealed class ReplicaClaim : IDisposable
{
    private TableBackend backend = null!;
    private TableRoute route = null!;
    private bool confirmed;
    private int released = 1;

    /// <summary>Where it is counted: of the loop that begins it and ends it, or the one of all others.</summary>
    internal int Shard { get; init; }

    public ReplicaGauge Gauge { get; private set; } = null!;
    public int Port { get; private set; }

    /// <summary>What the rule that led here says beyond that; null: nothing.</summary>
    public RuleDetail? Rule { get; private set; }
    public string Route => route.Name;
    internal MirrorTarget? Mirror => route.Mirror;
    public int Release => backend.Release;
    public RoutePolicy Policy => route.Policy;

    /// <summary>What the client is to be told so that it comes back to the replica; null: nothing, or it knows.</summary>
    public string? Cookie { get; private set; }

    /// <summary>The rule that led here is for HTTPS.</summary>
    public bool IsForTls { get; internal set; }

    /// <summary>The route that let nobody in, when it was asked last.</summary>
    internal TableRoute? RefusedBy { get; set; }

    /// <summary>Where what becomes of a request is counted.</summary>
    public Meter Meter => backend.Tally.Meter;
    public IPEndPoint EndPoint => new(Gauge.Address, Port);

    /// <inheritdoc cref="ReplicaGauge.Cut"/>
    public CancellationToken Cut { get; private set; }

    /// <inheritdoc cref="ReplicaGauge.Leaving"/>
    public CancellationToken Leaving { get; private set; }

    /// <summary>Begins anew, for a replica that has counted it in. It must have been released, or never used.</summary>
    internal void Take(in RouteTarget target, TableBackend of, ReplicaGauge gauge)
    {
        (route, backend, Gauge, Port, Rule) = (target.Route, of, gauge, target.Port, target.Rule);
        (confirmed, Cookie) = (false, null);
        Volatile.Write(ref released, 0);
    }

    /// <summary>Makes another claim of it, for somebody else on another thread to release; this one is free.</summary>
    internal ReplicaClaim HandOn()
    {
        var other = new ReplicaClaim();
        other.Take(new RouteTarget(route, Port, Rule: Rule), backend, Gauge);
        (other.confirmed, other.Cut, other.Leaving) = (confirmed, Cut, Leaving);
        Volatile.Write(ref released, 1);
        return other;
    }

    /// <summary>By another thread, which may wait.</summary>
    internal void DisposeLater() => ThreadPool.UnsafeQueueUserWorkItem(static claim => claim.Dispose(), this, preferLocal: false);

    /// <summary>Its table was still in force after it had counted itself in: only now is it a claim, and counted as one.</summary>
    internal ReplicaClaim Confirm()
    {
        confirmed = true;
        Cut = Gauge.Cut;
        Leaving = Gauge.Leaving;
        Gauge.Tally.Begin(Shard);
        backend.Tally.Begin(Shard);
        route.Gate.Begin(Shard);
        return this;
    }

    /// <summary>The replica took the connection: its route has somebody who answers.</summary>
    public void Connected() => route.Gate.MarkUp();

    /// <summary>The head of the answer is here.</summary>
    public void Answered(int status)
    {
        Connected();
        if (status < 500)
        {
            Gauge.Conduct.Well();
            return;
        }
        Count(Failure.ServerError);
        Gauge.Misbehaved(route, isGrave: status is 502 or 503 or 504);
    }

    /// <summary>Counts it, and that the replica is to blame. A port that refuses is left out by itself.</summary>
    public void Failed(Failure failure)
    {
        Count(failure);
        Gauge.Misbehaved(route, isGrave: true);
    }

    /// <summary>Whether the request may be sent again; it is counted then.</summary>
    /// <param name="sends">How often it was sent.</param>
    public bool MayRepeat(int sends, TimeProvider time) => sends <= Policy.Retries && route.Gate.Retries.Take(time, route.Gate.Tally.Started, Policy.Budget);

    public void Count(Failure failure)
    {
        Gauge.Tally.Count(failure);
        backend.Tally.Count(failure);
        route.Gate.Tally.Count(failure);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref released, 1) != 0) return;
        if (confirmed)
        {
            Gauge.Tally.End(Shard);
            backend.Tally.End(Shard);
            route.Gate.End(Shard);
        }
        Gauge.Leave();
        if (route.Gate.LetsWait) route.Gate.LetOne();
    }

    /// <summary>The client came without the number of the replica.</summary>
    internal void Introduce(string? cookie) => Cookie = cookie;
}
