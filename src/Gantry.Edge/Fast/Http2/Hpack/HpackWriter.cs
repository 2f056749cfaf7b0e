namespace Gantry.Edge.Fast.Http2.Hpack;

/// <summary>Writes fields that nobody has to remember: of the tables only what is known from the start is used.</summary>
internal static class HpackWriter
{
    private const byte Indexed = 0x80;

    /// <summary>Says that no table is kept, which is owed to who has allowed less of one than there is at first (RFC 7541, 4.2).</summary>
    public const byte NoTable = 0x20;

    public static void Status(int status, Span<byte> to, ref int at)
    {
        var known = status switch { 200 => 8, 204 => 9, 206 => 10, 304 => 11, 400 => 12, 404 => 13, 500 => 14, _ => 0 };
        if (known > 0)
        {
            to[at++] = (byte)(Indexed | known);
            return;
        }
        const int AnyStatus = 8;
        to[at++] = AnyStatus;
        to[at++] = 3;
        to[at++] = (byte)('0' + (status / 100));
        to[at++] = (byte)('0' + (status / 10 % 10));
        to[at++] = (byte)('0' + (status % 10));
    }

    /// <param name="name">In lower case once written.</param>
    /// <returns>False: there is no room.</returns>
    public static bool Field(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, Span<byte> to, ref int at)
    {
        const int Numbers = 12;
        if (to.Length - at < name.Length + value.Length + Numbers) return false;
        var known = Known(name);
        if (known == 0)
        {
            to[at++] = 0;
            Integer(name.Length, 7, to, ref at);
            _ = System.Text.Ascii.ToLower(name, to[at..], out _);
            at += name.Length;
        }
        else
        {
            to[at] = 0;
            Integer(known, 4, to, ref at);
        }
        Integer(value.Length, 7, to, ref at);
        value.CopyTo(to[at..]);
        at += value.Length;
        return true;
    }

    /// <summary>The names that most answers have.</summary>
    private static int Known(ReadOnlySpan<byte> name) => name.Length switch
    {
        4 when Is(name, "date"u8) => 33,
        4 when Is(name, "etag"u8) => 34,
        4 when Is(name, "vary"u8) => 59,
        6 when Is(name, "server"u8) => 54,
        8 when Is(name, "location"u8) => 46,
        10 when Is(name, "set-cookie"u8) => 55,
        12 when Is(name, "content-type"u8) => 31,
        13 when Is(name, "cache-control"u8) => 24,
        13 when Is(name, "last-modified"u8) => 44,
        13 when Is(name, "accept-ranges"u8) => 18,
        14 when Is(name, "content-length"u8) => 28,
        16 when Is(name, "content-encoding"u8) => 26,
        25 when Is(name, "strict-transport-security"u8) => 56,
        _ => 0,
    };

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> other) => System.Text.Ascii.EqualsIgnoreCase(name, other);

    private static void Integer(int number, int bits, Span<byte> to, ref int at)
    {
        var full = (1 << bits) - 1;
        if (number < full)
        {
            to[at++] = (byte)number;
            return;
        }
        to[at++] = (byte)full;
        for (number -= full; number >= 0x80; number >>= 7) to[at++] = (byte)(0x80 | (number & 0x7F));
        to[at++] = (byte)number;
    }
}
