namespace Gantry.Edge.Fast;

/// <summary>What a loop watches, by token. A token is never given twice, though its place in the table is.</summary>
internal sealed class SlotTable
{
    private readonly Dictionary<Door, ulong> doors = [];
    private readonly Stack<int> free = [];
    private object?[] slots = new object?[256];
    private uint[] generations = new uint[256];
    private int used, peers;

    /// <summary>There are no connections, whose time could run out.</summary>
    public bool IsIdle => peers == 0;

    public IEnumerable<Peer> Peers => slots.Take(used).OfType<Peer>();

    public void Add(Peer peer)
    {
        peer.Token = Place(peer);
        peers++;
    }

    public ulong Add(Door door) => doors[door] = Place(door);

    public void Remove(Peer peer)
    {
        if (Find(peer.Token) != peer) return;
        Empty(peer.Token);
        peers--;
    }

    public void Remove(Door door)
    {
        if (doors.Remove(door, out var token)) Empty(token);
    }

    public object? Find(ulong token)
    {
        var index = (uint)token;
        return index < slots.Length && generations[index] == (uint)(token >> 32) ? slots[index] : null;
    }

    public void CopyTo(List<Peer> list)
    {
        for (var i = 0; i < used; i++)
        {
            if (slots[i] is Peer peer) list.Add(peer);
        }
    }

    private ulong Place(object what)
    {
        if (!free.TryPop(out var index))
        {
            if (used == slots.Length)
            {
                Array.Resize(ref slots, used * 2);
                Array.Resize(ref generations, used * 2);
            }
            index = used++;
        }
        slots[index] = what;
        return ((ulong)generations[index] << 32) | (uint)index;
    }

    private void Empty(ulong token)
    {
        var index = (uint)token;
        slots[index] = null;
        generations[index]++;
        free.Push((int)index);
    }
}
