namespace Gantry.Edge.Fast.Decisions;

/// <summary>
/// Follows a chunked body that is passed on byte for byte, to know where it ends and that it is chunked in the one way that
/// everybody reads alike. Takes the bytes in pieces of any size.
/// </summary>
internal struct ChunkScan
{
    /// <summary>Of a chunk's extensions, or of all trailers.</summary>
    private const int MostAside = 16 * 1024;
    private const int MostDigits = 15;

    private At at;
    private long left;
    private int digits, aside;

    private enum At { Size, Extension, SizeFeed, Data, DataReturn, DataFeed, LineStart, Trailer, TrailerFeed, LastFeed, Over }

    /// <summary>Bytes of content so far, without what is around them.</summary>
    public long Content { get; private set; }

    public readonly bool IsOver => at == At.Over;

    /// <returns>How many of the bytes belong to the body; -1: it is malformed.</returns>
    public int Follow(ReadOnlySpan<byte> bytes)
    {
        var i = 0;
        while (i < bytes.Length && at != At.Over)
        {
            if (at == At.Data)
            {
                var step = (int)Math.Min(left, bytes.Length - i);
                i += step;
                Content += step;
                left -= step;
                if (left == 0) at = At.DataReturn;
            }
            else if (!Take(bytes[i++]))
            {
                return -1;
            }
        }
        return i;
    }

    /// <summary>Follows it, and moves what is in the chunks to the front.</summary>
    /// <returns>How much that is; -1: it is malformed.</returns>
    public int Unwrap(Span<byte> bytes, out int used)
    {
        var length = 0;
        used = 0;
        while (used < bytes.Length && at != At.Over)
        {
            if (at == At.Data)
            {
                var step = (int)Math.Min(left, bytes.Length - used);
                bytes.Slice(used, step).CopyTo(bytes[length..]);
                used += step;
                length += step;
                Content += step;
                left -= step;
                if (left == 0) at = At.DataReturn;
            }
            else if (!Take(bytes[used++]))
            {
                return -1;
            }
        }
        return length;
    }

    private bool Take(byte one)
    {
        switch (at)
        {
            case At.Size:
                return TakeSize(one);
            case At.Extension:
                if (one == '\r') at = At.SizeFeed;
                return one == '\r' || TakeAside(one);
            case At.SizeFeed:
                at = left > 0 ? At.Data : At.LineStart;
                digits = 0;
                if (left > 0) aside = 0;
                return one == '\n';
            case At.DataReturn:
                at = At.DataFeed;
                return one == '\r';
            case At.DataFeed:
                at = At.Size;
                return one == '\n';
            case At.LineStart:
                at = one == '\r' ? At.LastFeed : At.Trailer;
                return one == '\r' || (HeadLine.TokenBytes.Contains(one) && TakeAside(one));
            case At.Trailer:
                if (one == '\r') at = At.TrailerFeed;
                return one == '\r' || TakeAside(one);
            case At.TrailerFeed:
                at = At.LineStart;
                return one == '\n';
            default:
                at = At.Over;
                return one == '\n';
        }
    }

    private bool TakeSize(byte one)
    {
        var digit = one switch
        {
            >= (byte)'0' and <= (byte)'9' => one - '0',
            >= (byte)'a' and <= (byte)'f' => one - 'a' + 10,
            >= (byte)'A' and <= (byte)'F' => one - 'A' + 10,
            _ => -1,
        };
        if (digit >= 0)
        {
            left = (left << 4) + digit;
            return ++digits <= MostDigits;
        }
        at = one == '\r' ? At.SizeFeed : At.Extension;
        return digits > 0 && one is (byte)'\r' or (byte)';';
    }

    private bool TakeAside(byte one) => ++aside <= MostAside && !HeadLine.Controls.Contains(one);
}
