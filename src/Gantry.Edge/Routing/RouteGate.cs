using Gantry.Edge.Mirror;
using Gantry.Edge.Routing.Guards;
using Gantry.Edge.Routing.Rules;
using Gantry.Resources.Apps;

namespace Gantry.Edge.Routing;

/// <summary>
/// One route as long as the edge knows it, across snapshots: whose turn it is, and who waits in front of it. Nobody who asked
/// before an opening can miss it: an opening changes <see cref="Openings"/>, and waiting starts from the count one saw.
/// </summary>
public sealed class RouteGate
{
    /// <summary>More than this do not wait; they are turned away at once.</summary>
    public const int Room = 20_000;

    private const long Up = long.MinValue;

    private readonly Lock sync = new();
    private readonly LinkedList<TaskCompletionSource<bool>> waiting = [];
    private long openings;
    private long downSince = Up;
    private int turn = -1;

    /// <summary>Of rules with limits, by what the limits hang on. Used under the switch's lock.</summary>
    private Dictionary<RouteRule, RateGate> rates = [];

    private int open;

    public TrafficTally Tally { get; } = new();

    /// <summary>Open at all of its replicas together. Kept beside the tally, for it is asked before every request.</summary>
    internal int AtWork => Volatile.Read(ref open);

    /// <summary>Requests may wait for the end of others; as the newest table says it, for those too that began under one before.</summary>
    internal volatile bool LetsWait;

    internal RetryBudget Retries { get; } = new();

    /// <summary>Of copies; null while there never were any.</summary>
    internal MirrorTally? Mirrored { get; set; }
    public long Openings => Interlocked.Read(ref openings);

    /// <summary>How many wait now.</summary>
    public int Waiting
    {
        get { lock (sync) return waiting.Count; }
    }

    /// <summary>The count of a rule's requests; null: it has no limit.</summary>
    internal RateGate? RateOf(RouteRule rule) => rates.GetValueOrDefault(LimitedBy(rule));

    /// <summary>Counts go on where a rule has the limits that it had, and start anew where it has others.</summary>
    internal void KeepRates(IReadOnlyList<RouteRule> rules)
    {
        var kept = new Dictionary<RouteRule, RateGate>();
        foreach (var rule in rules)
        {
            if (rule is { Rate: null, RatePerClient: null }) continue;
            var key = LimitedBy(rule);
            kept.TryAdd(key, rates.GetValueOrDefault(key) ?? new RateGate(key));
        }
        rates = kept;
    }

    private static RouteRule LimitedBy(RouteRule rule) => rule with { Port = 0, Tls = RouteTls.Off, ClientCertificates = null, Rewrite = null, Redirect = null, Maintenance = null };

    /// <inheritdoc cref="TrafficTally.Begin"/>
    internal void Begin(int shard)
    {
        Interlocked.Increment(ref open);
        Tally.Begin(shard);
    }

    /// <inheritdoc cref="TrafficTally.Begin"/>
    internal void End(int shard)
    {
        Interlocked.Decrement(ref open);
        Tally.End(shard);
    }

    internal int NextTurn() => Interlocked.Increment(ref turn) & int.MaxValue;

    /// <summary>Remembers since when nobody was there to take a request; the first to notice counts.</summary>
    /// <returns>The time stamp of that.</returns>
    public long MarkDown(long now)
    {
        var before = Interlocked.CompareExchange(ref downSince, now, Up);
        return before == Up ? now : before;
    }

    public void MarkUp()
    {
        // Read first: this is on the way of every request, and writing would take the line from the other core.
        if (Interlocked.Read(ref downSince) != Up) Interlocked.Exchange(ref downSince, Up);
    }

    /// <summary>Lets all who wait try again, in the order in which they came.</summary>
    public void Open()
    {
        TaskCompletionSource<bool>[] all;
        lock (sync)
        {
            openings++;
            all = [.. waiting];
            waiting.Clear();
        }
        foreach (var one in all) one.TrySetResult(true);
    }

    /// <summary>There is room for one more: the first who waits may try, and who was about to wait as well.</summary>
    public void LetOne()
    {
        TaskCompletionSource<bool>? first;
        lock (sync)
        {
            openings++;
            first = waiting.First?.Value;
            if (first is not null) waiting.RemoveFirst();
        }
        first?.TrySetResult(true);
    }

    /// <summary>Waits for an opening after the one that was <paramref name="seen"/>.</summary>
    /// <returns>False: the time was up, or there was no room.</returns>
    public async Task<bool> WaitAsync(long seen, TimeSpan limit, TimeProvider time, CancellationToken cancellation)
    {
        if (limit <= TimeSpan.Zero) return false;
        LinkedListNode<TaskCompletionSource<bool>> place;
        lock (sync)
        {
            if (openings != seen) return true;
            if (waiting.Count >= Room) return false;
            place = waiting.AddLast(new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        try
        {
            // Awaited as it is: what is laid over a task to wait for it goes on elsewhere than on the waiter's own context.
            using var over = time.CreateTimer(static one => ((TaskCompletionSource<bool>)one!).TrySetResult(false), place.Value, limit, Timeout.InfiniteTimeSpan);
            using var stop = cancellation.UnsafeRegister(static (one, token) => ((TaskCompletionSource<bool>)one!).TrySetCanceled(token), place.Value);
            return await place.Value.Task;
        }
        finally
        {
            lock (sync)
            {
                if (place.List is not null) waiting.Remove(place);
            }
        }
    }
}
