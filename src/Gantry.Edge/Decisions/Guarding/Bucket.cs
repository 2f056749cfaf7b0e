namespace Gantry.Edge.Decisions.Guarding;

/// <summary>
/// A bucket of requests that fills at an even pace, kept as one number: when it will be full again (the generic cell rate algorithm).
/// All times in the same unit.
/// </summary>
public static class Bucket
{
    /// <param name="full">When it will be full; in the past for one that is.</param>
    /// <param name="interval">In which one request flows in.</param>
    /// <param name="size">How many it holds.</param>
    /// <returns>When it will be full after one more was taken; null if there is none to take.</returns>
    public static long? Take(long full, long now, long interval, int size)
    {
        var next = Math.Max(full, now) + interval;
        return next - now > interval * size ? null : next;
    }

    /// <summary>How long until there is one to take; zero if there is one.</summary>
    public static long WaitOf(long full, long now, long interval, int size) => Math.Max(0, full + interval - (interval * size) - now);
}
