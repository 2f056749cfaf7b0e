namespace Gantry.Edge.Seen.Log;

/// <summary>
/// Slots on their way from one thread that serves requests to the writer, and back. Bounded: who finds none free goes without, and is
/// counted. Neither side waits for the other.
/// </summary>
internal sealed class LogRing
{
    /// <summary>Slots at most, each about a kilobyte once it is used.</summary>
    public const int Most = 8192;

    private readonly Line full = new(), free = new();
    private int made;
    private long dropped;

    /// <summary>Lines that were not written, so far.</summary>
    public long Dropped => Volatile.Read(ref dropped);

    public bool HasAny => full.HasAny;

    /// <summary>So many wait that the writer should not be left asleep.</summary>
    public bool IsPressing => full.Count > Most / 4;

    /// <returns>Null: there is none, and the request goes unlogged.</returns>
    public LogSlot? Take()
    {
        if (free.Pop() is { } slot) return slot;
        if (made < Most)
        {
            made++;
            return new LogSlot();
        }
        Volatile.Write(ref dropped, dropped + 1);
        return null;
    }

    /// <summary>There is room for all that were ever made.</summary>
    public void Push(LogSlot slot) => full.Push(slot);

    /// <summary>For the writer.</summary>
    public LogSlot? Pop() => full.Pop();

    /// <summary>For the writer: it is read.</summary>
    public void Free(LogSlot slot) => free.Push(slot);

    /// <summary>Of one thread that puts in and one that takes out.</summary>
    private sealed class Line
    {
        private readonly LogSlot?[] places = new LogSlot?[Most];
        private int next, last;

        public bool HasAny => Count > 0;
        public int Count => Volatile.Read(ref last) - Volatile.Read(ref next);

        public void Push(LogSlot slot)
        {
            places[last & (Most - 1)] = slot;
            Volatile.Write(ref last, last + 1);
        }

        public LogSlot? Pop()
        {
            if (!HasAny) return null;
            var slot = places[next & (Most - 1)];
            Volatile.Write(ref next, next + 1);
            return slot;
        }
    }
}
