using Gantry.Edge.Decisions;

namespace Gantry.Edge.Fast.Decisions;

/// <summary>How the end of a body is found.</summary>
internal enum Framing { None, Length, Chunked, UntilClose }

/// <summary>Reads the head of an answer. Servers are believed more than clients, and forgiven line feeds alone and folded lines.</summary>
internal sealed class ResponseHead
{
    private readonly HeadLine[] lines = new HeadLine[HeadLine.Most];
    private int count;
    private bool isHttp10, chunked, broken;

    public int Length { get; private set; }
    public int Status { get; private set; }
    public Range Reason { get; private set; }
    public long ContentLength { get; private set; }
    public bool HasDate { get; private set; }

    /// <summary>It says itself whether the client shall come over TLS alone.</summary>
    public bool IsStrict { get; private set; }

    /// <summary>The server keeps the connection for a next request.</summary>
    public bool Keeps { get; private set; }

    /// <summary>The Connection field, which may name others that end here; null if there is none.</summary>
    public HeadLine? Connection { get; private set; }

    public ReadOnlySpan<HeadLine> Lines => lines.AsSpan(0, count);

    /// <returns>Partial, whole, or not to be understood.</returns>
    public HeadVerdict Read(ReadOnlySpan<byte> bytes)
    {
        (count, ContentLength, HasDate, IsStrict, Connection, chunked, broken) = (0, -1, false, false, null, false, false);
        var at = bytes.IndexOf((byte)'\n') + 1;
        if (at == 0) return HeadVerdict.Partial;
        if (!StatusLine(bytes[..at])) return HeadVerdict.Unusual;
        while (!broken)
        {
            var length = bytes[at..].IndexOf((byte)'\n');
            if (length < 0) return HeadVerdict.Partial;
            var line = bytes.Slice(at, length);
            if (line.EndsWith("\r"u8)) line = line[..^1];
            if (line.IsEmpty)
            {
                Length = at + length + 1;
                return broken ? HeadVerdict.Unusual : HeadVerdict.Whole;
            }
            Take(bytes, line, at);
            at += length + 1;
        }
        return HeadVerdict.Unusual;
    }

    /// <summary>How the body ends (RFC 9112, 6.3).</summary>
    public Framing FramingOf(bool toHead)
    {
        if (toHead || Status is 204 or 304) return Framing.None;
        if (chunked) return Framing.Chunked;
        return ContentLength >= 0 ? Framing.Length : Framing.UntilClose;
    }

    private bool StatusLine(ReadOnlySpan<byte> line)
    {
        line = line.TrimEnd("\r\n"u8);
        if (line.Length < 12 || !line.StartsWith("HTTP/1."u8) || line[8] != ' ' || line.ContainsAny(HeadLine.Controls)) return false;
        isHttp10 = line[7] == '0';
        Keeps = !isHttp10;
        Status = (int)HeadNumber.Decimal(line[9..12]);
        Reason = line.Length > 13 ? 13..line.Length : 0..0;
        return Status is >= 100 and < 600 && (line.Length == 12 || line[12] == ' ');
    }

    private void Take(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> line, int at)
    {
        if (count == HeadLine.Most || line.ContainsAny(HeadLine.Controls))
        {
            broken = true;
            return;
        }
        if (line[0] is (byte)' ' or (byte)'\t')
        {
            // Folded: goes on with the line before, which must be one that means nothing to us.
            broken = count == 0 || lines[count - 1].Kind != FieldKind.Plain;
            if (!broken) lines[count++] = new HeadLine(at, 0, at, at + line.Length, FieldKind.Plain);
            return;
        }
        var name = line.IndexOfAnyExcept(HeadLine.TokenBytes);
        if (name < 1 || line[name] != ':')
        {
            broken = true;
            return;
        }
        var taken = new HeadLine(at, name, at + name + 1, at + line.Length, FieldKinds.Of(line[..name]));
        lines[count++] = taken;
        Understand(taken, taken.Value(bytes));
    }

    private void Understand(in HeadLine line, ReadOnlySpan<byte> value)
    {
        switch (line.Kind)
        {
            case FieldKind.ContentLength:
                var length = HeadNumber.Decimal(value);
                broken = length < 0 || (ContentLength >= 0 && ContentLength != length);
                ContentLength = length;
                break;
            case FieldKind.TransferEncoding:
                broken = chunked || isHttp10 || !System.Text.Ascii.EqualsIgnoreCase(value, "chunked"u8);
                chunked = true;
                break;
            case FieldKind.Connection:
                broken = Connection is not null;
                Connection = line;
                if (HopByHop.Names(value, "close"u8)) Keeps = false;
                break;
            case FieldKind.Date:
                HasDate = true;
                break;
            case FieldKind.StrictTransport:
                IsStrict = true;
                break;
        }
    }
}
