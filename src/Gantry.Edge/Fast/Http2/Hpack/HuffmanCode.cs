namespace Gantry.Edge.Fast.Http2.Hpack;

/// <summary>The code of RFC 7541, appendix B. It is canonical, so that the lengths say it all.</summary>
internal static class HuffmanCode
{
    private const int EndOfString = 256, Longest = 30, Quick = 8;

    private static readonly ushort[] Ordered = new ushort[EndOfString + 1];
    private static readonly uint[] First = new uint[Longest + 1];
    private static readonly int[] Count = new int[Longest + 1], Place = new int[Longest + 1];

    /// <summary>By the next eight bits: the symbol and behind it its length; 0 where it is longer.</summary>
    private static readonly ushort[] Short = new ushort[1 << Quick];

    static HuffmanCode()
    {
        var (code, place) = (0u, 0);
        for (var length = 1; length <= Longest; length++)
        {
            code <<= 1;
            (First[length], Place[length]) = (code, place);
            for (var symbol = 0; symbol <= EndOfString; symbol++)
            {
                if (Lengths[symbol] != length) continue;
                Ordered[place++] = (ushort)symbol;
                for (var rest = 0; length <= Quick && rest < 1 << (Quick - length); rest++) Short[(code << (Quick - length)) + rest] = (ushort)((symbol << 4) | length);
                code++;
            }
            Count[length] = (int)(code - First[length]);
        }
    }

    /// <summary>Of each byte, and of the end of a string.</summary>
    private static ReadOnlySpan<byte> Lengths =>
    [
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
        13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
        20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
        22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
        26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
        20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
        30,
    ];

    /// <returns>How long it is; -1: it is no such code (RFC 7541, 5.2), or there is no room for it.</returns>
    public static int Decode(ReadOnlySpan<byte> coded, Span<byte> to)
    {
        var (bits, have, at, length) = (0UL, 0, 0, 0);
        while (true)
        {
            for (; have <= 48 && at < coded.Length; have += 8) bits = (bits << 8) | coded[at++];
            // At the end ones stand for what is missing: they are the start of no symbol of a byte's length.
            var next = have >= Quick ? (int)(bits >> (have - Quick)) & 0xFF : (int)((bits << (Quick - have)) | ((1UL << (Quick - have)) - 1)) & 0xFF;
            var entry = Short[next];
            if (entry != 0 && (entry & 0xF) <= have)
            {
                if (length == to.Length) return -1;
                to[length++] = (byte)(entry >> 4);
                have -= entry & 0xF;
                continue;
            }
            // Less than a byte of ones is padding.
            if (have < Quick) return next == 0xFF ? length : -1;
            var symbol = Long(bits, ref have);
            if (symbol is < 0 or EndOfString || length == to.Length) return -1;
            to[length++] = (byte)symbol;
        }
    }

    /// <returns>-1: there is none.</returns>
    private static int Long(ulong bits, ref int have)
    {
        for (var length = Quick + 1; length <= Math.Min(have, Longest); length++)
        {
            var code = (uint)(bits >> (have - length)) & ((1u << length) - 1);
            if (code - First[length] >= Count[length]) continue;
            have -= length;
            return Ordered[Place[length] + (int)(code - First[length])];
        }
        return -1;
    }
}
