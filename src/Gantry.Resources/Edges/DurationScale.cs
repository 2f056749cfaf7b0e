namespace Gantry.Resources.Edges;

/// <summary>
/// The steps in which durations are counted: ten to a decade from 0.1 ms to 100 s, each a quarter longer than the one before, so
/// that a quantile read from the counts is off by an eighth at most. The last step has no end.
/// </summary>
public static class DurationScale
{
    private static readonly long[] Limits = [.. from decade in (long[])[100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000]
                                                from step in (int[])[100, 125, 160, 200, 250, 315, 400, 500, 630, 800]
                                                select decade * step / 100, 100_000_000];

    /// <summary>How many steps there are, with the one that has no end.</summary>
    public static int Steps { get; } = Limits.Length + 1;

    /// <summary>The longest duration of each step but the last, in microseconds.</summary>
    public static ReadOnlySpan<long> LimitsInMicroseconds => Limits;

    public static int StepOf(long microseconds)
    {
        int from = 0, to = Limits.Length;
        while (from < to)
        {
            var middle = (from + to) >> 1;
            if (Limits[middle] < microseconds) from = middle + 1;
            else to = middle;
        }
        return from;
    }

    /// <summary>The duration, in milliseconds, that the share of all stays below; evenly spread within a step.</summary>
    /// <param name="counts">Of each step; a record of an older edge may have fewer.</param>
    /// <returns>Null: there are none.</returns>
    public static double? Quantile(IReadOnlyList<long> counts, double share)
    {
        var total = counts.Sum();
        if (total == 0) return null;
        var wanted = share * total;
        var below = 0L;
        for (var step = 0; step < counts.Count; step++)
        {
            if (counts[step] == 0 || below + counts[step] < wanted)
            {
                below += counts[step];
                continue;
            }
            var from = step == 0 ? 0 : Limits[step - 1];
            // Of what is longer than the scale only that is known.
            if (step >= Limits.Length) return from / 1000.0;
            return (from + ((Limits[step] - from) * ((wanted - below) / counts[step]))) / 1000.0;
        }
        return Limits[^1] / 1000.0;
    }
}
