using System.Buffers;

namespace Gantry.Edge.Forwarding.Decisions;

/// <summary>The field of W3C Trace Context that says of what a request is a part.</summary>
public static class TraceParent
{
    /// <summary>Of version 00.</summary>
    public const int Length = 55;

    private const int TraceAt = 3, ParentAt = 36, FlagsAt = 53;

    private static readonly SearchValues<byte> Hex = SearchValues.Create("0123456789abcdef"u8);

    /// <summary>The number of the trace.</summary>
    public static ReadOnlySpan<byte> TraceOf(ReadOnlySpan<byte> fit) => fit[TraceAt..(ParentAt - 1)];

    /// <summary>Whether it can be passed on. One that cannot is as good as none (Trace Context, 3.2 and 4.3).</summary>
    public static bool IsFit(ReadOnlySpan<byte> value)
    {
        if (value.Length < Length || value[2] != '-' || value[ParentAt - 1] != '-' || value[FlagsAt - 1] != '-') return false;
        var version = value[..2];
        if (version.ContainsAnyExcept(Hex) || version.SequenceEqual("ff"u8)) return false;
        // A later version may say more, behind another hyphen.
        if (value.Length > Length && (version.SequenceEqual("00"u8) || value[Length] != '-')) return false;
        var trace = value[TraceAt..(ParentAt - 1)];
        var parent = value[ParentAt..(FlagsAt - 1)];
        return !trace.ContainsAnyExcept(Hex) && trace.ContainsAnyExcept((byte)'0')
            && !parent.ContainsAnyExcept(Hex) && parent.ContainsAnyExcept((byte)'0')
            && !value[FlagsAt..Length].ContainsAnyExcept(Hex);
    }
}
