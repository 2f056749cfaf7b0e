namespace Gantry.Edge.Decisions.Guarding;

/// <summary>
/// Leads the same key to the same place, as far as places stay: where one goes, only its own keys move, and where weights shift, only as
/// many keys as weight did.
/// </summary>
public static class Affinity
{
    /// <summary>The share of the whole that the key falls into.</summary>
    /// <returns>The index of a weight above zero; -1: there is none.</returns>
    public static int ByWeight(ulong key, ReadOnlySpan<int> weights)
    {
        long total = 0;
        foreach (var weight in weights) total += weight;
        if (total == 0) return -1;
        var point = (long)Math.BigMul(key, (ulong)total, out _);
        for (var i = 0; ; i++)
        {
            point -= weights[i];
            if (point < 0) return i;
        }
    }

    /// <summary>How much the place is the key's: the one with the most has it (rendezvous hashing).</summary>
    public static ulong Of(ulong key, ulong place) => Spread.Of(key, place);
}
