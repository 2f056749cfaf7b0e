using System.Net;
using System.Text;
using Gantry.Edge.Decisions.Guarding;
using Gantry.Edge.Routing.Balance;
using Gantry.Edge.Routing.Guards;

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
        Id = Spread.Of(Encoding.UTF8.GetBytes(key.Name));
        Since = owner.Time.GetTimestamp();
        Conduct = new ReplicaConduct(this);
    }

    /// <summary>As the snapshot says it.</summary>
    internal (string Name, string Address) Key { get; }

    /// <summary>So many routes of the table in force have it.</summary>
    internal int Uses { get; set; }

    public string Name { get; }
    public IPAddress Address { get; }
    public ReplicaHealth Health { get; } = new();

    /// <summary>How clients fare with it.</summary>
    public ReplicaConduct Conduct { get; }

    /// <summary>A number for its name: the same on every edge.</summary>
    public ulong Id { get; }

    /// <summary>Time stamp of when it came into rotation, or back into it.</summary>
    public long Since { get; private set; }
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

    /// <summary>By its probe, by a port that refused, or by how clients fared with it.</summary>
    public bool IsDown => Health.IsDown || Conduct.IsOut;

    /// <summary>Nothing speaks against it: neither its probe nor its port nor how clients fare with it.</summary>
    internal bool IsWell(int port) => !Health.IsDownAt(port) && !Conduct.IsOut && (!Conduct.OnTrial || InFlight == 0);

    /// <summary>It is well, was not tried, and has room for one more.</summary>
    internal bool Takes(in PickFor wanted, RoutePolicy policy) =>
        IsWell(wanted.Port) && InFlight < policy.PerReplica && wanted.Tried?.Contains(this) != true;

    /// <summary>It was out for how clients fared with it, and may show that it is better.</summary>
    internal void CameBack()
    {
        Since = owner.Time.GetTimestamp();
        owner.Returned(this);
    }

    /// <summary>A request of the route failed.</summary>
    /// <param name="isGrave">As <see cref="ReplicaConduct.Failed"/>.</param>
    internal void Misbehaved(TableRoute route, bool isGrave)
    {
        if (Conduct.Failed(isGrave, route.Policy, [.. route.Replicas.Where(other => other != this)], owner.Time)) owner.Ejected(this);
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
        Since = owner.Time.GetTimestamp();
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
        Conduct.Forget();
    }
}
