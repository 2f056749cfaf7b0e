using Gantry.Edge.Decisions;
using Gantry.Resources.Traffic;

namespace Gantry.Edge.Mirror.Decisions;

/// <summary>Which requests are copied.</summary>
internal static class MirrorRule
{
    /// <summary>Whether the request that comes after so many others is one of the share: evenly among them, and not by chance.</summary>
    public static bool IsChosen(uint before, int share) => (before + 1UL) * (uint)share / 100 != before * (ulong)share / 100;

    /// <summary>A place that takes no connection fails for the next one too; an answer that does not come may be that request's own fault.</summary>
    /// <param name="failures">In a row.</param>
    public static bool IsOut(int failures, bool refused) => refused || failures >= 5;

    /// <summary>How long it is left alone, in milliseconds: twice as long each time, up to half a minute.</summary>
    /// <param name="before">How often it was already, without an answer in between.</param>
    public static long PauseAfter(int before) => Math.Min(30_000, 1000L << Math.Min(before, 5));

    /// <summary>What changes something is copied only by name.</summary>
    public static bool MayBe(ReadOnlySpan<byte> method, string[] allowed)
    {
        if (SafeMethod.Is(method)) return true;
        foreach (var one in allowed)
        {
            if (System.Text.Ascii.Equals(method, one)) return true;
        }
        return false;
    }

    public static string? Fault(SnapshotMirror mirror)
    {
        if (mirror.Share is < 0 or > 100) return $"A share of {mirror.Share} percent is not between 0 and 100.";
        return mirror.BodyLimit is < 0 or > SnapshotMirror.LargestBody ? $"A body limit of {mirror.BodyLimit} bytes is not between 0 and {SnapshotMirror.LargestBody}." : null;
    }
}
