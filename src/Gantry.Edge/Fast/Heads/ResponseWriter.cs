using System.Text;
using Gantry.Edge.Decisions;
using Gantry.Edge.Fast.Decisions;

namespace Gantry.Edge.Fast.Heads;

/// <summary>Writes the head of an answer as the client gets it.</summary>
internal static class ResponseWriter
{
    /// <summary>The line that keeps browsers to TLS; the general lane says it too.</summary>
    public static ReadOnlySpan<byte> StrictTransport => "Strict-Transport-Security: max-age=31536000\r\n"u8;

    /// <param name="date">The line of the time, for answers that have none (RFC 9110, 6.6.1).</param>
    /// <param name="isStrict">The client is told to come over TLS alone, unless the answer itself says something of that.</param>
    /// <param name="cookie">To be set; null for none.</param>
    /// <returns>How long it is.</returns>
    public static int Write(ResponseHead head, ReadOnlySpan<byte> bytes, Framing framing, bool closes, ReadOnlySpan<byte> date, bool isStrict, Span<byte> to, string? cookie = null)
    {
        var at = 0;
        Put("HTTP/1.1 "u8, to, ref at);
        to[at++] = (byte)('0' + (head.Status / 100));
        to[at++] = (byte)('0' + (head.Status / 10 % 10));
        to[at++] = (byte)('0' + (head.Status % 10));
        to[at++] = (byte)' ';
        Put(bytes[head.Reason], to, ref at);
        var goesOn = false;
        foreach (ref readonly var line in head.Lines)
        {
            // What goes on with a line that stays here stays with it.
            if (line.NameLength > 0) goesOn = GoesOn(line, head, bytes, framing);
            if (!goesOn) continue;
            // What goes on with the line before is put behind it.
            Put(line.NameLength > 0 ? "\r\n"u8 : " "u8, to, ref at);
            Put(line.NameLength > 0 ? bytes[line.Start..line.ValueEnd] : line.Value(bytes), to, ref at);
        }
        Put("\r\n"u8, to, ref at);
        if (framing is Framing.Chunked or Framing.UntilClose) Put("Transfer-Encoding: chunked\r\n"u8, to, ref at);
        if (!head.HasDate) Put(date, to, ref at);
        if (isStrict && !head.IsStrict) Put(StrictTransport, to, ref at);
        if (cookie is not null)
        {
            Put("Set-Cookie: "u8, to, ref at);
            at += Encoding.ASCII.GetBytes(cookie, to[at..]);
            Put("\r\n"u8, to, ref at);
        }
        if (closes) Put("Connection: close\r\n"u8, to, ref at);
        Put("\r\n"u8, to, ref at);
        return at;
    }

    /// <summary>Whether a line of an answer is for the client.</summary>
    public static bool GoesOn(in HeadLine line, ResponseHead head, ReadOnlySpan<byte> bytes, Framing framing)
    {
        if (FieldKinds.IsHopByHop(line.Kind)) return false;
        // Two ways to say the length are one too many; and 204 has none.
        if (line.Kind == FieldKind.ContentLength && (framing is Framing.Chunked or Framing.UntilClose || head.Status == 204)) return false;
        if (head.Connection is not { } connection) return true;
        var named = connection.Value(bytes);
        return Ascii.EqualsIgnoreCase(named, "keep-alive"u8) || Ascii.EqualsIgnoreCase(named, "close"u8) || !HopByHop.Names(named, line.Name(bytes));
    }

    private static void Put(ReadOnlySpan<byte> what, Span<byte> to, ref int at)
    {
        what.CopyTo(to[at..]);
        at += what.Length;
    }
}
