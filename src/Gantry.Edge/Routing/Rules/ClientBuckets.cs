using Gantry.Edge.Decisions.Guarding;

namespace Gantry.Edge.Routing.Rules;

/// <summary>
/// A bucket for each client, in a table whose size does not depend on how many there are. Where a place is wanted by more clients than
/// fit, the one whose bucket is fullest is forgotten, for which forgetting makes the least difference, and never against a client.
/// </summary>
internal sealed class ClientBuckets
{
    /// <summary>Places, and clients in each.</summary>
    private const int Sets = 2048, Ways = 4;

    private readonly (ulong Client, long Full)[] buckets = new (ulong, long)[Sets * Ways];
    private readonly Lock[] locks = [.. Enumerable.Range(0, 64).Select(_ => new Lock())];

    /// <returns>How long to wait; 0: taken.</returns>
    public long Take(ulong client, long now, long interval, int size)
    {
        var hash = Spread.Of(client, Sets);
        var set = (int)(hash % Sets);
        lock (locks[set % locks.Length])
        {
            var ways = buckets.AsSpan(set * Ways, Ways);
            var way = 0;
            for (var i = 0; i < Ways; i++)
            {
                if (ways[i].Client == hash)
                {
                    way = i;
                    break;
                }
                if (ways[i].Full < ways[way].Full) way = i;
            }
            if (ways[way].Client != hash) ways[way] = (hash, 0);
            if (Bucket.Take(ways[way].Full, now, interval, size) is not { } full) return Bucket.WaitOf(ways[way].Full, now, interval, size);
            ways[way].Full = full;
            return 0;
        }
    }
}
