namespace Gantry.Control.Decisions;

/// <summary>How many events are kept: the oldest go, a slice at a time.</summary>
public static class ChainBound
{
    /// <summary>No commit waits longer than it takes to cut off so many.</summary>
    private const long LargestSlice = 10_000;

    /// <summary>
    /// A cut says each resource again that it would leave without an event: with fewer events than this for each, it would
    /// make about as many as it takes away.
    /// </summary>
    private const int EventsPerResource = 4;

    /// <summary>The last event to cut off now; null when there are not too many.</summary>
    /// <param name="first">The last event that was cut off; 0 when none was.</param>
    /// <param name="revision">The newest event.</param>
    /// <param name="keep">How many events are to be kept.</param>
    /// <param name="resources">How many resources there are. Asked only when it matters.</param>
    public static long? Due(long first, long revision, long keep, Func<int> resources)
    {
        if (revision - first < keep + Slice(keep)) return null;
        keep = Math.Max(keep, (long)resources() * EventsPerResource);
        return revision - first < keep + Slice(keep) ? null : first + Slice(keep);
    }

    /// <summary>A tenth of what is kept, so that cutting is rare.</summary>
    private static long Slice(long keep) => Math.Clamp(keep / 10, 1, LargestSlice);
}
