using System.Net;

namespace Gantry.Edge.Routing;

/// <summary>
/// One replica as long as the edge knows it, across snapshots: how much of it is in flight, and whether it is in rotation.
/// Written by <see cref="TrafficSwitch"/> alone, but for what is in flight.
/// </summary>
public sealed class ReplicaGauge
{
    private readonly TrafficSwitch owner;
    private CancellationTokenSource leaving = new();
    private CancellationTokenSource cut = new();
    private ITimer? drain;
    private IDisposable? attachment;
    private int inFlight;
    private volatile bool away;

    internal ReplicaGauge(TrafficSwitch owner, (string Name, string Address) key)
    {
        this.owner = owner;
        Key = key;
        Name = key.Name;
        Address = IPAddress.Parse(key.Address);
    }

    /// <summary>As the snapshot says it.</summary>
    internal (string Name, string Address) Key { get; }

    /// <summary>So many routes of the table in force have it.</summary>
    internal int Uses { get; set; }

    public string Name { get; }
    public IPAddress Address { get; }
    public ReplicaHealth Health { get; } = new();
    public TrafficTally Tally { get; } = new();

    /// <summary>The route whose backend it is, or was last.</summary>
    public string Route { get; internal set; } = "";

    /// <summary>Claims that were not released yet.</summary>
    public int InFlight => Volatile.Read(ref inFlight);

    /// <summary>In no backend of the snapshot in force.</summary>
    public bool IsAway => away;

    /// <summary>Cancelled when it leaves the snapshot.</summary>
    public CancellationToken Leaving => leaving.Token;

    /// <summary>Cancelled when it left the snapshot a drain timeout ago: what is still open is to be closed.</summary>
    public CancellationToken Cut => cut.Token;

    /// <summary>Whatever a lane keeps for the replica, such as a pool of connections; disposed when the gauge is forgotten.</summary>
    public T Attached<T>(Func<T> make) where T : class, IDisposable
    {
        if (Volatile.Read(ref attachment) is T attached) return attached;
        var made = make();
        var before = Interlocked.CompareExchange(ref attachment, made, null);
        if (before is null) return made;
        made.Dispose();
        return (T)before;
    }

    internal void Enter() => Interlocked.Increment(ref inFlight);

    internal void Leave()
    {
        if (Interlocked.Decrement(ref inFlight) == 0 && away) owner.Drained(this);
    }

    internal void Arrive(string route)
    {
        Route = route;
        if (!away) return;
        drain?.Dispose();
        drain = null;
        if (leaving.IsCancellationRequested) leaving = new CancellationTokenSource();
        if (cut.IsCancellationRequested) cut = new CancellationTokenSource();
        away = false;
    }

    /// <summary>Marks it as away, which from here on makes <see cref="Leave"/> tell of the last one.</summary>
    /// <returns>What tells those who wait for it to leave; called outside of any lock, for it runs their code.</returns>
    internal Action Depart(TimeSpan drainTimeout, TimeProvider time)
    {
        away = true;
        Interlocked.MemoryBarrier();
        var (left, ended) = (leaving, cut);
        drain = time.CreateTimer(_ => ended.Cancel(), null, drainTimeout, Timeout.InfiniteTimeSpan);
        return left.Cancel;
    }

    internal void Forget()
    {
        drain?.Dispose();
        attachment?.Dispose();
    }
}
