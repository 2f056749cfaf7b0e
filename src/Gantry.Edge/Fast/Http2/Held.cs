namespace Gantry.Edge.Fast.Http2;

/// <summary>Bytes that wait, in a buffer of the shelf while there are any.</summary>
internal sealed class Held
{
    private byte[]? buffer;
    private int from, to;

    public int Length => to - from;
    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(from, to - from);

    public void Add(BufferShelf shelf, ReadOnlySpan<byte> more)
    {
        if (more.IsEmpty) return;
        if (buffer is null || buffer.Length - to < more.Length)
        {
            var longer = shelf.Rent(Length + more.Length);
            Bytes.CopyTo(longer);
            var length = Length;
            Drop(shelf);
            (buffer, from, to) = (longer, 0, length);
        }
        more.CopyTo(buffer.AsSpan(to));
        to += more.Length;
    }

    public void Use(BufferShelf shelf, int length)
    {
        from += length;
        if (from == to) Drop(shelf);
    }

    public void Drop(BufferShelf shelf)
    {
        if (buffer is not null) shelf.Return(buffer);
        (buffer, from, to) = (null, 0, 0);
    }
}
