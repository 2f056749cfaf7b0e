namespace Gantry.Certificates.Decisions;

/// <summary>A number that differs from host to host as if it were drawn, and is the same whenever it is asked for.</summary>
public static class Spread
{
    /// <returns>From 0 to less than 1.</returns>
    public static double Of(string host, long turn)
    {
        // FNV-1a, and the finishing steps of MurmurHash3, without which the upper bits know little of the last character.
        var hash = 14695981039346656037UL ^ (ulong)turn;
        foreach (var c in host) hash = (hash ^ c) * 1099511628211UL;
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL;
        return (hash >> 33) / (double)(1UL << 31);
    }
}
