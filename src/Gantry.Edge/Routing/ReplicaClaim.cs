using System.Net;

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

    public ReplicaGauge Gauge { get; private set; } = null!;
    public int Port { get; private set; }
    public string Route => route.Name;
    public int Release => backend.Release;
    /// <summary>The rule that led here is for HTTPS.</summary>
    public bool IsForTls { get; internal set; }
    public IPEndPoint EndPoint => new(Gauge.Address, Port);

    /// <inheritdoc cref="ReplicaGauge.Cut"/>
    public CancellationToken Cut { get; private set; }

    /// <inheritdoc cref="ReplicaGauge.Leaving"/>
    public CancellationToken Leaving { get; private set; }

    /// <summary>Begins anew, for a replica that has counted it in. It must have been released, or never used.</summary>
    internal void Take(TableRoute taken, TableBackend of, ReplicaGauge gauge, int port)
    {
        (route, backend, Gauge, Port) = (taken, of, gauge, port);
        confirmed = false;
        Volatile.Write(ref released, 0);
    }

    /// <summary>Makes another claim of it, for somebody else to release; this one is free.</summary>
    internal ReplicaClaim HandOn()
    {
        var other = new ReplicaClaim();
        other.Take(route, backend, Gauge, Port);
        (other.confirmed, other.Cut, other.Leaving) = (confirmed, Cut, Leaving);
        Volatile.Write(ref released, 1);
        return other;
    }

    /// <summary>Its table was still in force after it had counted itself in: only now is it a claim, and counted as one.</summary>
    internal ReplicaClaim Confirm()
    {
        confirmed = true;
        Cut = Gauge.Cut;
        Leaving = Gauge.Leaving;
        Gauge.Tally.Begin();
        backend.Tally.Begin();
        route.Gate.Tally.Begin();
        return this;
    }

    /// <summary>The replica took the connection: its route has somebody who answers.</summary>
    public void Connected() => route.Gate.MarkUp();

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
            Gauge.Tally.End();
            backend.Tally.End();
            route.Gate.Tally.End();
        }
        Gauge.Leave();
    }
}
