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
    private const int Began = 0, Ended = 1, FirstFailure = 2;
    private static readonly int Cells = FirstFailure + Enum.GetValues<Failure>().Length;

    private readonly Shards counts = new(Cells);

    /// <summary>What became of the requests.</summary>
    public Meter Meter { get; } = new();

    public long Started => counts.Sum(Began);

    public int InFlight
    {
        get
        {
            // In this order it is never less than it was at some time in between.
            var before = counts.Sum(Ended);
            return (int)(Started - before);
        }
    }

    /// <param name="shard">Of the loop at hand; <see cref="Shards.Shared"/> on all other threads.</param>
    internal void Begin(int shard) => counts.Add(shard, Began);

    /// <inheritdoc cref="Begin"/>
    internal void End(int shard) => counts.Add(shard, Ended);

    public void Count(Failure failure) => counts.Add(Shards.Shared, FirstFailure + (int)failure);

    public long Of(Failure failure) => counts.Sum(FirstFailure + (int)failure);
}
