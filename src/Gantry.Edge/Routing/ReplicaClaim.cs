using System.Net;

namespace Gantry.Edge.Routing;

/// <summary>
/// The right to send one request, or one connection, to a replica. While it is held the replica counts as busy; it is
/// released exactly once, by <see cref="Dispose"/>, when the exchange is over in both directions.
/// </summary>
public sealed class ReplicaClaim : IDisposable
{
    private readonly TableBackend backend;
    private readonly TableRoute route;
    private bool confirmed;
    private int released;

    internal ReplicaClaim(TableRoute route, TableBackend backend, ReplicaGauge gauge, int port)
    {
        this.route = route;
        this.backend = backend;
        Gauge = gauge;
        Port = port;
    }

    public ReplicaGauge Gauge { get; }
    public int Port { get; }
    public string Route => route.Name;
    public int Release => backend.Release;
    public IPEndPoint EndPoint => new(Gauge.Address, Port);

    /// <inheritdoc cref="ReplicaGauge.Cut"/>
    public CancellationToken Cut { get; private set; }

    /// <inheritdoc cref="ReplicaGauge.Leaving"/>
    public CancellationToken Leaving { get; private set; }

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
