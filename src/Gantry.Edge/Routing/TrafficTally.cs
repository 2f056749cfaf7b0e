using Gantry.Edge.Seen;

namespace Gantry.Edge.Routing;

/// <summary>Why a request or connection failed.</summary>
public enum Failure
{
    /// <summary>A replica refused the connection or did not answer to it.</summary>
    Connect,

    /// <summary>A replica ended the exchange before its answer began.</summary>
    NoAnswer,

    /// <summary>A replica ended the exchange within its answer.</summary>
    Truncated,

    /// <summary>A replica answered with a status of 500 or above. The answer was passed on.</summary>
    ServerError,

    /// <summary>Open for longer than the drain timeout after its replica had left.</summary>
    Cut,

    /// <summary>The client went away before the end.</summary>
    ClientGone,

    /// <summary>The client sent something that is not HTTP, or is ambiguous.</summary>
    BadRequest,

    /// <summary>Held until the hold timeout.</summary>
    HoldTimeout,

    /// <summary>No replica was ready in time.</summary>
    NoReplica,

    /// <summary>More requests than a rule allows.</summary>
    Limited,

    /// <summary>More at once than the route or its replicas take.</summary>
    Overloaded,

    /// <summary>A replica took longer than the route waits.</summary>
    Timeout,
}

/// <summary>Counters of one replica, release or route. Only ever grow, but for what is in flight.</summary>
public sealed class TrafficTally
{
    private static readonly int Kinds = Enum.GetValues<Failure>().Length;

    private readonly long[] failures = new long[Kinds];
    private long started;
    private long ended;

    /// <summary>What became of the requests.</summary>
    public Meter Meter { get; } = new();

    public long Started => Interlocked.Read(ref started);

    public int InFlight
    {
        get
        {
            // In this order it is never less than it was at some time in between.
            var before = Interlocked.Read(ref ended);
            return (int)(Started - before);
        }
    }

    public void Begin() => Interlocked.Increment(ref started);

    public void End() => Interlocked.Increment(ref ended);

    public void Count(Failure failure) => Interlocked.Increment(ref failures[(int)failure]);

    public long Of(Failure failure) => Interlocked.Read(ref failures[(int)failure]);
}
