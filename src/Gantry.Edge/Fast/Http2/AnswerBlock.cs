using System.Globalization;
using System.Text;
using Gantry.Edge.Decisions;
using Gantry.Edge.Fast.Decisions;
using Gantry.Edge.Fast.Heads;
using Gantry.Edge.Fast.Http2.Hpack;

namespace Gantry.Edge.Fast.Http2;

/// <summary>Writes the head of an answer as a block of fields; what goes on is what goes on in HTTP/1.1.</summary>
internal static class AnswerBlock
{
    /// <param name="date">The line of the time, for answers that have none (RFC 9110, 6.6.1).</param>
    /// <param name="cookie">To be set; null for none.</param>
    /// <returns>How long it is; -1: there is no room for it.</returns>
    public static int Write(ResponseHead head, ReadOnlySpan<byte> bytes, Framing framing, ReadOnlySpan<byte> date, bool isStrict, Span<byte> to, string? cookie = null)
    {
        var at = 0;
        HpackWriter.Status(head.Status, to, ref at);
        var lines = head.Lines;
        for (var i = 0; i < lines.Length; i++)
        {
            ref readonly var line = ref lines[i];
            if (line.NameLength == 0 || !ResponseWriter.GoesOn(line, head, bytes, framing)) continue;
            var value = line.Value(bytes);
            // Folded lines are of one field, which has no line breaks here (RFC 9113, 8.2.1).
            if (i + 1 < lines.Length && lines[i + 1].NameLength == 0) value = Unfolded(lines[i..], bytes);
            if (!HpackWriter.Field(line.Name(bytes), value, to, ref at)) return -1;
        }
        if (!head.HasDate) Line(date, to, ref at);
        if (isStrict && !head.IsStrict) Line(ResponseWriter.StrictTransport, to, ref at);
        if (cookie is not null && !HpackWriter.Field("set-cookie"u8, Encoding.ASCII.GetBytes(cookie), to, ref at)) return -1;
        return at;
    }

    /// <summary>Of an answer of the edge's own.</summary>
    /// <param name="retryAfter">In seconds; 0: it does not say.</param>
    public static int Write(Answer answer, ReadOnlySpan<byte> date, bool isStrict, Span<byte> to, int retryAfter)
    {
        var at = 0;
        HpackWriter.Status(answer.Status, to, ref at);
        for (var rest = answer.Fields; rest.IndexOf("\r\n"u8) is >= 0 and var end; rest = rest[(end + 2)..])
        {
            if (!rest.StartsWith("Connection:"u8)) Line(rest[..(end + 2)], to, ref at);
        }
        Line(date, to, ref at);
        if (retryAfter > 0) _ = HpackWriter.Field("retry-after"u8, Encoding.ASCII.GetBytes(retryAfter.ToString(CultureInfo.InvariantCulture)), to, ref at);
        if (isStrict) Line(ResponseWriter.StrictTransport, to, ref at);
        return at;
    }

    private static void Line(ReadOnlySpan<byte> line, Span<byte> to, ref int at)
    {
        var colon = line.IndexOf((byte)':');
        if (colon > 0) _ = HpackWriter.Field(line[..colon], line[(colon + 1)..].Trim(" \r\n"u8), to, ref at);
    }

    private static byte[] Unfolded(ReadOnlySpan<HeadLine> lines, ReadOnlySpan<byte> bytes)
    {
        List<byte> value = [.. lines[0].Value(bytes)];
        for (var i = 1; i < lines.Length && lines[i].NameLength == 0; i++) value.AddRange([(byte)' ', .. lines[i].Value(bytes)]);
        return [.. value];
    }
}
