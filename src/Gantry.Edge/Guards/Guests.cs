using System.Net;
using Gantry.Edge.Guards.Decisions;

namespace Gantry.Edge.Guards;

/// <summary>
/// The connections that are there, by address and in all. Who comes where there are as many as may be takes the place of the one
/// that has been idle longest; only where all are at work it is turned away.
/// </summary>
internal sealed class Guests(GuardLimits limits)
{
    private readonly Lock sync = new();
    private readonly Dictionary<IPAddress, HashSet<IGuest>> present = [];
    private int count;

    public GuardLimits Limits => limits;

    public GuardTally Tally { get; } = new();

    public int Count
    {
        get { lock (sync) return count; }
    }

    /// <summary>Makes room for one.</summary>
    /// <returns>False: there is none.</returns>
    public bool Admit(IPAddress address)
    {
        List<IGuest> dismissed = [];
        lock (sync)
        {
            if (present.TryGetValue(Plain(address), out var same) && same.Count >= limits.Client) Dismiss([.. same], dismissed);
            if (count >= limits.Connections) Dismiss([.. present.Values.SelectMany(guests => guests)], dismissed);
            var isFull = count >= limits.Connections || (present.TryGetValue(Plain(address), out same) && same.Count >= limits.Client);
            if (isFull) Tally.Count(Guarded.TurnedAway);
            if (isFull) return false;
        }
        foreach (var guest in dismissed) guest.Dismiss();
        return true;
    }

    public void Enter(IGuest guest)
    {
        lock (sync)
        {
            var address = Plain(guest.Address);
            if (!present.TryGetValue(address, out var same)) present[address] = same = [];
            if (same.Add(guest)) count++;
        }
    }

    public void Leave(IGuest guest)
    {
        lock (sync) Remove(guest);
    }

    private void Dismiss(IGuest[] among, List<IGuest> dismissed)
    {
        foreach (var index in Crowd.Oldest([.. among.Select(guest => guest.IdleFor)]))
        {
            Remove(among[index]);
            dismissed.Add(among[index]);
            Tally.Count(Guarded.Dismissed);
        }
    }

    private void Remove(IGuest guest)
    {
        var address = Plain(guest.Address);
        if (!present.TryGetValue(address, out var same) || !same.Remove(guest)) return;
        count--;
        if (same.Count == 0) present.Remove(address);
    }

    /// <summary>An address of version 4 is one address, whichever way it came in.</summary>
    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
