namespace Gantry.Edge.Seen;

/// <summary>
/// Counts, once for each thread of the fast lane, which so shares no line of memory with others and needs no lock of the bus, and once for
/// all others together. Added up when somebody reads. What nothing was counted in takes no memory.
/// </summary>
/// <param name="cells">How many counts there are.</param>
internal sealed class Shards(int cells)
{
    /// <summary>The shard of everybody who is not a loop.</summary>
    public const int Shared = 0;

    /// <summary>So much in front of the counts and behind, so that no neighbour is on their line.</summary>
    private const int Line = 64 / sizeof(long);

    private static readonly int Count = Environment.ProcessorCount + 1;

    private long[]?[]? shards;

    /// <summary>From any thread for <see cref="Shared"/>; for another by its loop alone.</summary>
    public void Add(int shard, int cell, long what = 1)
    {
        ref var count = ref CellsOf(shard)[cell];
        if (shard == Shared) Interlocked.Add(ref count, what);
        else Volatile.Write(ref count, count + what);
    }

    /// <summary>Of all together.</summary>
    public long Sum(int cell)
    {
        if (Volatile.Read(ref shards) is not { } all) return 0;
        var sum = 0L;
        for (var shard = 0; shard < all.Length; shard++)
        {
            if (Volatile.Read(ref all[shard]) is { } counts) sum += Volatile.Read(ref counts[Line + cell]);
        }
        return sum;
    }

    /// <summary>The counts of one shard; made if there are none yet.</summary>
    public Span<long> CellsOf(int shard)
    {
        var all = shards ?? Interlocked.CompareExchange(ref shards, new long[]?[Count], null) ?? shards;
        var counts = all[shard] ?? Interlocked.CompareExchange(ref all[shard], new long[Line + cells + Line], null) ?? all[shard]!;
        return counts.AsSpan(Line, cells);
    }
}
