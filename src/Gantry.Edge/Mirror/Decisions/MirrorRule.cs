using Gantry.Edge.Decisions;
using Gantry.Resources.Traffic;

namespace Gantry.Edge.Mirror.Decisions;

/// <summary>Which requests are copied.</summary>
internal static class MirrorRule
{
    /// <summary>Whether the request that comes after so many others is one of the share: evenly among them, and not by chance.</summary>
    public static bool IsChosen(uint before, int share) => (before + 1UL) * (uint)share / 100 != before * (ulong)share / 100;

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
