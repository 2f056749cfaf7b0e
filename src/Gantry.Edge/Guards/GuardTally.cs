namespace Gantry.Edge.Guards;

/// <summary>What was done against a client.</summary>
internal enum Guarded
{
    /// <summary>There was no room for its connection, and nobody idle to go.</summary>
    TurnedAway,

    /// <summary>It was idle longest when others needed the room.</summary>
    Dismissed,

    /// <summary>Its head did not come to its end in time.</summary>
    SlowHead,

    /// <summary>Its body came too slowly.</summary>
    SlowBody,

    /// <summary>It took its answer too slowly.</summary>
    SlowReader,

    /// <summary>It took back too many of its requests.</summary>
    TakenBack,

    /// <summary>It sent too much that asks for nothing.</summary>
    Chatter,
}

/// <summary>How often. From any thread.</summary>
internal sealed class GuardTally
{
    private readonly long[] counts = new long[Enum.GetValues<Guarded>().Length];

    public void Count(Guarded what) => Interlocked.Increment(ref counts[(int)what]);

    /// <summary>By name; what never happened is left out.</summary>
    public IReadOnlyDictionary<string, long> Read()
    {
        var all = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var what in Enum.GetValues<Guarded>())
        {
            if (Interlocked.Read(ref counts[(int)what]) is > 0 and var count) all[char.ToLowerInvariant($"{what}"[0]) + $"{what}"[1..]] = count;
        }
        return all;
    }
}
