namespace Gantry.Edge.Decisions.Guarding;

/// <summary>Spreads keys evenly over numbers, the same on every edge and in every process.</summary>
public static class Spread
{
    private const ulong Start = 0xCBF29CE484222325, Factor = 0x100000001B3;

    /// <summary>The FNV-1a hash, mixed so that all of its bits count. For spreading alone: who knows it can make collisions.</summary>
    public static ulong Of(ReadOnlySpan<byte> key)
    {
        var hash = Start;
        foreach (var one in key) hash = (hash ^ one) * Factor;
        return Mix(hash);
    }

    /// <summary>Mixes two into one.</summary>
    public static ulong Of(ulong one, ulong other) => Mix(one ^ Mix(other));

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
