namespace Gantry.Edge.Fast.Http2.Hpack;

/// <summary>Takes the fields of a block in their order.</summary>
internal interface IFieldSink
{
    void Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value);
}

/// <summary>Reads blocks of fields of one connection, one after the other and none left out (RFC 7541).</summary>
internal sealed class HpackReader
{
    private const int LongestInteger = 4;

    private readonly DynamicTable table = new();

    /// <param name="scratch">For what has to be decoded. A field that has no room there breaks the block.</param>
    /// <returns>False: it cannot be read, nor anything of the connection after it (RFC 9113, 4.3).</returns>
    public bool Read(ReadOnlySpan<byte> block, Span<byte> scratch, IFieldSink sink)
    {
        // Sizes are changed before the first field, at most twice (4.2): smaller, and then what it is to be.
        var changes = 0;
        for (var at = 0; at < block.Length;)
        {
            var first = block[at];
            if ((first & 0xE0) == 0x20)
            {
                if (++changes > 2 || !Integer(block, ref at, 5, out var size) || !table.Resize(size)) return false;
                continue;
            }
            changes = 2;
            if (!(first >= 0x80 ? Indexed(block, ref at, sink) : Literal(block, ref at, first, scratch, sink))) return false;
        }
        return true;
    }

    private bool Indexed(ReadOnlySpan<byte> block, ref int at, IFieldSink sink)
    {
        if (!Integer(block, ref at, 7, out var index) || !IsKnown(index)) return false;
        sink.Take(Name(index), index <= StaticTable.Count ? StaticTable.Value(index) : table.Value(index - StaticTable.Count - 1));
        return true;
    }

    private bool Literal(ReadOnlySpan<byte> block, ref int at, byte first, Span<byte> scratch, IFieldSink sink)
    {
        var isLearned = (first & 0x40) != 0;
        if (!Integer(block, ref at, isLearned ? 6 : 4, out var index)) return false;
        ReadOnlySpan<byte> name;
        var used = 0;
        if (index > 0)
        {
            if (!IsKnown(index)) return false;
            name = Name(index);
        }
        else if (!Text(block, ref at, scratch, ref used, out name))
        {
            return false;
        }
        if (!Text(block, ref at, scratch, ref used, out var value)) return false;
        sink.Take(name, value);
        if (isLearned) table.Add(name, value);
        return true;
    }

    private bool IsKnown(int index) => index > 0 && index <= StaticTable.Count + table.Count;

    private ReadOnlySpan<byte> Name(int index) => index <= StaticTable.Count ? StaticTable.Name(index) : table.Name(index - StaticTable.Count - 1);

    /// <summary>A number in the rest of a byte, or in that and the next ones (5.1).</summary>
    private static bool Integer(ReadOnlySpan<byte> block, scoped ref int at, int bits, out int number)
    {
        var full = (1 << bits) - 1;
        number = block[at++] & full;
        if (number < full) return true;
        for (var more = 0; more < LongestInteger && at < block.Length; more++)
        {
            var next = block[at++];
            number += (next & 0x7F) << (7 * more);
            if (next < 0x80) return true;
        }
        return false;
    }

    /// <summary>A string, as it is or coded (5.2).</summary>
    private static bool Text(ReadOnlySpan<byte> block, scoped ref int at, Span<byte> scratch, scoped ref int used, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (at >= block.Length) return false;
        var isCoded = block[at] >= 0x80;
        if (!Integer(block, ref at, 7, out var length) || length > block.Length - at) return false;
        text = block.Slice(at, length);
        at += length;
        if (!isCoded) return true;
        var decoded = HuffmanCode.Decode(text, scratch[used..]);
        if (decoded < 0) return false;
        text = scratch.Slice(used, decoded);
        used += decoded;
        return true;
    }
}
