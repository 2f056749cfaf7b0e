namespace Gantry.Edge.Fast.Http2;

/// <summary>A block of fields that comes in parts, with nothing else between them (RFC 9113, 6.10).</summary>
internal sealed class PartedBlock(BufferShelf shelf)
{
    private const int Longest = RequestFields.Most, MostParts = 32;

    private byte[]? buffer;
    private int length, parts;

    public bool IsOpen => buffer is not null;

    /// <summary>Of the frame that it began with.</summary>
    public FrameHead Head { get; private set; }
    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

    /// <returns>False: it is too long, or of too many parts.</returns>
    public bool Open(FrameHead head, ReadOnlySpan<byte> part)
    {
        (Head, length, parts) = (head, 0, 0);
        buffer = shelf.Rent(Longest);
        return Add(part);
    }

    /// <inheritdoc cref="Open"/>
    public bool Add(ReadOnlySpan<byte> part)
    {
        if (++parts > MostParts || length + part.Length > Longest) return false;
        part.CopyTo(buffer.AsSpan(length));
        length += part.Length;
        return true;
    }

    public void Close()
    {
        if (buffer is not null) shelf.Return(buffer);
        buffer = null;
    }
}
