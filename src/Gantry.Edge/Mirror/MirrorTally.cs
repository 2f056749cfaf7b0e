using System.Collections.Concurrent;
using System.Net;

namespace Gantry.Edge.Mirror;

/// <summary>What became of a copy.</summary>
internal enum Mirrored
{
    Answered,

    /// <summary>Answered with a status of 500 or above.</summary>
    ServerError,

    /// <summary>Refused, broken off, not understood, or not answered in time.</summary>
    Failed,

    /// <summary>Not sent: the request was over before its body had come to its end.</summary>
    Unfinished,

    /// <summary>Not made: its body is too long, or of a length that nobody says.</summary>
    TooLong,

    /// <summary>Not made: as many as may wait are waiting already.</summary>
    Full,

    /// <summary>Not made: those who get them have failed so often that they are left alone for a while.</summary>
    Away,
}

/// <summary>The counters of one route's mirror, across snapshots.</summary>
internal sealed class MirrorTally
{
    private readonly long[] counts = new long[Enum.GetValues<Mirrored>().Length];
    private readonly ConcurrentDictionary<IPEndPoint, MirrorAim> aims = new();
    private uint turn;
    private int open;

    /// <summary>Copies that wait or are on their way: so many at most for one route, so that one that is slow does not take the room of all.</summary>
    private const int Most = 256;

    public bool HasRoom => Volatile.Read(ref open) < Most;

    public void Enter() => Interlocked.Increment(ref open);

    public void Leave() => Interlocked.Decrement(ref open);

    /// <summary>How many could have been copied before this one.</summary>
    public uint NextTurn() => Interlocked.Increment(ref turn) - 1;

    public void Count(Mirrored what) => Interlocked.Increment(ref counts[(int)what]);

    /// <summary>How a place fares is known across snapshots, too.</summary>
    public MirrorAim Aim(IPEndPoint at) => aims.GetOrAdd(at, static at => new MirrorAim(at, new MirrorHealth()));

    public void KeepOnly(IReadOnlyCollection<IPAddress> addresses)
    {
        foreach (var at in aims.Keys)
        {
            if (!addresses.Contains(at.Address)) aims.TryRemove(at, out _);
        }
    }

    /// <summary>By name; what never happened is left out. Null if nothing ever did.</summary>
    public IReadOnlyDictionary<string, long>? Read()
    {
        SortedDictionary<string, long>? all = null;
        foreach (var what in Enum.GetValues<Mirrored>())
        {
            if (Interlocked.Read(ref counts[(int)what]) is > 0 and var count) (all ??= new(StringComparer.Ordinal))[char.ToLowerInvariant($"{what}"[0]) + $"{what}"[1..]] = count;
        }
        return all;
    }
}
