namespace Gantry.Edge.Fast.Http2.Hpack;

/// <summary>The fields that a connection has learned, newest first (RFC 7541, 2.3.2 and 4).</summary>
internal sealed class DynamicTable
{
    /// <summary>What we allow, in the RFC's measure: with 32 for each field.</summary>
    public const int Most = 4096;
    private const int Overhead = 32;

    // Rings. As no field counts for less than the overhead, there are never more of them.
    private readonly (int Start, int Name, int Value)[] fields = new (int, int, int)[Most / Overhead];
    private byte[] bytes = [];
    private int newest = -1, count, used, end, limit = Most;

    public int Count => count;

    /// <param name="index">From 0, the newest.</param>
    public ReadOnlySpan<byte> Name(int index)
    {
        var (start, name, _) = fields[Slot(index)];
        return bytes.AsSpan(start, name);
    }

    public ReadOnlySpan<byte> Value(int index)
    {
        var (start, name, value) = fields[Slot(index)];
        return bytes.AsSpan(start + name, value);
    }

    /// <returns>False: more than we allow.</returns>
    public bool Resize(int size)
    {
        if (size > Most) return false;
        limit = size;
        Evict(limit);
        return true;
    }

    /// <param name="name">May be one of this table.</param>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var size = name.Length + value.Length + Overhead;
        if (size > limit)
        {
            Evict(0);
            return;
        }
        if (bytes.Length == 0) bytes = new byte[2 * Most];
        // The name may be of a field that goes now, so it is copied first: what goes is not written over before.
        var length = name.Length + value.Length;
        if (end + length > bytes.Length) Compact();
        name.CopyTo(bytes.AsSpan(end));
        value.CopyTo(bytes.AsSpan(end + name.Length));
        Evict(limit - size);
        newest = (newest + 1) % fields.Length;
        fields[newest] = (end, name.Length, value.Length);
        end += length;
        used += size;
        count++;
    }

    private int Slot(int index) => (newest - index + fields.Length) % fields.Length;

    private void Evict(int most)
    {
        while (used > most)
        {
            var (_, name, value) = fields[Slot(--count)];
            used -= name + value + Overhead;
        }
    }

    /// <summary>Moves what is there to the start, in a new array: a name that is being added may lie in the old one.</summary>
    private void Compact()
    {
        var to = new byte[2 * Most];
        end = 0;
        for (var index = count - 1; index >= 0; index--)
        {
            ref var field = ref fields[Slot(index)];
            bytes.AsSpan(field.Start, field.Name + field.Value).CopyTo(to.AsSpan(end));
            field.Start = end;
            end += field.Name + field.Value;
        }
        bytes = to;
    }
}
