using Gantry.Edge.Decisions.Guarding;
using Gantry.Resources.Apps;

namespace Gantry.Edge.Routing.Rules;

/// <summary>Counts the requests of one rule against its limits, across snapshots.</summary>
public sealed class RateGate(RouteRule rule)
{
    private readonly ClientBuckets? clients = rule.RatePerClient is null ? null : new ClientBuckets();
    private long full;

    /// <returns>Seconds until it is worth trying again; 0: it is admitted, and counted.</returns>
    public int Admit(TimeProvider time, ulong client)
    {
        var now = time.GetTimestamp();
        // A client that asks too much takes nothing away from the others.
        if (rule.RatePerClient is { } each)
        {
            var wait = clients!.Take(client, now, Interval(each, time), each.Requests);
            if (wait > 0) return Seconds(wait, time);
        }
        if (rule.Rate is not { } all) return 0;
        var interval = Interval(all, time);
        while (true)
        {
            var before = Interlocked.Read(ref full);
            if (Bucket.Take(before, now, interval, all.Requests) is not { } after) return Seconds(Bucket.WaitOf(before, now, interval, all.Requests), time);
            if (Interlocked.CompareExchange(ref full, after, before) == before) return 0;
        }
    }

    private static long Interval(RateLimit rate, TimeProvider time) => Math.Max(1, (long)(rate.Per.TotalSeconds * time.TimestampFrequency / rate.Requests));

    private static int Seconds(long ticks, TimeProvider time) => (int)Math.Clamp(((ticks - 1) / time.TimestampFrequency) + 1, 1, 3600);
}
