namespace Gantry.Edge.Decisions;

/// <summary>
/// Turns weights into the order in which backends take turns. Whoever walks it with a counter gets weights that are exact over
/// every round, spread as evenly as they can be, without a lock.
/// </summary>
public static class Rotation
{
    /// <summary>Longest round. Weights that need a longer one are scaled down to it, and none of them to zero.</summary>
    public const int Longest = 10_000;

    /// <summary>Indexes into <paramref name="weights"/>, one round. Empty if no weight is above zero.</summary>
    public static int[] Of(IReadOnlyList<int> weights)
    {
        var shares = Reduce(weights);
        var total = shares.Sum();
        var order = new int[total];
        var credit = new long[shares.Length];
        for (var turn = 0; turn < total; turn++)
        {
            var best = -1;
            for (var i = 0; i < shares.Length; i++)
            {
                credit[i] += shares[i];
                if (shares[i] > 0 && (best < 0 || credit[i] > credit[best])) best = i;
            }
            credit[best] -= total;
            order[turn] = best;
        }
        return order;
    }

    private static int[] Reduce(IReadOnlyList<int> weights)
    {
        long divisor = 0, total = 0;
        foreach (var weight in weights)
        {
            divisor = Gcd(divisor, weight);
            total += weight;
        }
        if (total == 0) return new int[weights.Count];
        total /= divisor;
        var shares = new int[weights.Count];
        for (var i = 0; i < shares.Length; i++)
        {
            var share = weights[i] / divisor;
            if (total > Longest && share > 0) share = Math.Max(1, share * Longest / total);
            shares[i] = (int)share;
        }
        return shares;
    }

    private static long Gcd(long a, long b)
    {
        while (b != 0) (a, b) = (b, a % b);
        return a;
    }
}
