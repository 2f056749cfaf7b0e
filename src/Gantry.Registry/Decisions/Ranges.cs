using System.Globalization;

namespace Gantry.Registry.Decisions;

/// <summary>The two ways in which ranges of bytes are written.</summary>
public static class Ranges
{
    /// <summary>Of a chunk that is sent: <c>0-1023</c>, both ends included. Some clients put <c>bytes </c> before it, some the whole after it.</summary>
    /// <returns>Null when it is neither.</returns>
    public static (long First, long Last)? Chunk(string text)
    {
        var range = text.AsSpan();
        if (range.StartsWith("bytes ", StringComparison.OrdinalIgnoreCase) || range.StartsWith("bytes=", StringComparison.OrdinalIgnoreCase)) range = range["bytes ".Length..];
        if (range.IndexOf('/') is >= 0 and var slash) range = range[..slash];
        var dash = range.IndexOf('-');
        return dash > 0 && Number(range[..dash]) is { } first && Number(range[(dash + 1)..]) is { } last && last >= first ? (first, last) : null;
    }

    /// <summary>What of so many bytes a GET asks for (RFC 9110, 14.1.2).</summary>
    /// <returns>Well and nothing: all of it, as for a range that is not understood or for several. Not well: there is nothing in that range.</returns>
    public static (bool Well, (long First, long Last)? Part) Asked(string? header, long size)
    {
        if (header is null || !header.StartsWith("bytes=", StringComparison.OrdinalIgnoreCase)) return (true, null);
        var range = header.AsSpan("bytes=".Length).Trim();
        var dash = range.IndexOf('-');
        if (dash < 0 || range.Contains(',')) return (true, null);
        if (dash == 0)
        {
            if (Number(range[1..]) is not { } suffix) return (true, null);
            return suffix == 0 || size == 0 ? (false, null) : (true, (Math.Max(0, size - suffix), size - 1));
        }

        if (Number(range[..dash]) is not { } first) return (true, null);
        var open = dash == range.Length - 1;
        if (!open && Number(range[(dash + 1)..]) is not { }) return (true, null);
        var last = open ? size - 1 : Math.Min(size - 1, Number(range[(dash + 1)..])!.Value);
        if (!open && Number(range[(dash + 1)..]) < first) return (true, null);
        return first >= size ? (false, null) : (true, (first, last));
    }

    private static long? Number(ReadOnlySpan<char> digits) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
