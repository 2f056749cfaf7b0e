using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using Gantry.Edge.Fast;

namespace Gantry.Edge.Mirror;

/// <summary>
/// Makes copies of requests and sends them, by a thread of its own that comes after all others. Whoever serves a client leaves a copy here
/// and goes on; what there is no room for is not copied.
/// </summary>
internal sealed class Mirrors(LaneParts parts)
{
    /// <summary>Bytes of copies, in all.</summary>
    private const long Room = 32 * 1024 * 1024;

    private readonly Lock sync = new();
    private readonly ConcurrentQueue<MirrorCopy> left = new();
    private readonly Dictionary<IPEndPoint, MirrorPlace> places = [];
    private Loop? loop;
    private long held;
    private int rung;

    /// <summary>Bytes that copies hold now.</summary>
    public long Held => Interlocked.Read(ref held);

    /// <summary>Makes a copy of a request, to which its body is still to be added.</summary>
    /// <param name="head">As it goes to a replica, with its empty line.</param>
    /// <returns>Null: there is no room for it, or nobody to whom it could go, which is counted.</returns>
    public MirrorCopy? Begin(MirrorTarget target, int port, ReadOnlySpan<byte> head, long body, bool toHead)
    {
        var length = head.Length + MirrorCopy.Extra + (int)body;
        if (!target.Tally.HasRoom || Held + length > Room)
        {
            target.Tally.Count(Mirrored.Full);
            return null;
        }
        if (target.Next(port, parts.Time, out var isTrial) is not { } aim) return null;
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        Interlocked.Add(ref held, bytes.Length);
        target.Tally.Enter();
        var copy = new MirrorCopy(target.Tally, aim, bytes) { ToHead = toHead, IsTrial = isTrial };
        copy.Begin(head);
        return copy;
    }

    /// <summary>It is whole.</summary>
    public void Send(MirrorCopy copy)
    {
        left.Enqueue(copy);
        // Who rings it rings for all that come until it looks.
        if (Interlocked.Exchange(ref rung, 1) == 0) Started().Post(TakeAll);
    }

    /// <summary>Nothing comes of it: the request was over before its body was here.</summary>
    public void Drop(MirrorCopy copy) => Over(copy, Mirrored.Unfinished);

    /// <summary>It was sent, or could not be. On the thread of the mirror.</summary>
    /// <param name="refused">There was no connection.</param>
    public void Ended(MirrorCopy copy, Mirrored how, bool refused = false)
    {
        if (how is Mirrored.Failed) copy.Health.Failed(parts.Time, refused, copy.IsTrial);
        else copy.Health.Answered();
        Over(copy, how);
    }

    /// <summary>Nothing is learned from it of who would have got it.</summary>
    public void Over(MirrorCopy copy, Mirrored how)
    {
        copy.Tally.Count(how);
        Free(copy);
    }

    /// <summary>There is nothing to be said to it for now.</summary>
    public void Empty(MirrorPlace place) => places.Remove(place.At);

    public void Stop()
    {
        Loop? running;
        lock (sync) running = loop;
        running?.Stop();
        running?.Dispose();
    }

    private Loop Started()
    {
        lock (sync)
        {
            if (loop is not null) return loop;
            loop = new Loop(parts, "mirror", Loop.OfNoClient, comesLast: true);
            loop.Start();
            return loop;
        }
    }

    private void TakeAll()
    {
        Volatile.Write(ref rung, 0);
        while (left.TryDequeue(out var copy))
        {
            if (!places.TryGetValue(copy.To, out var place)) places[copy.To] = place = new MirrorPlace(loop!, copy.To, this);
            place.Take(copy);
        }
    }

    private void Free(MirrorCopy copy)
    {
        copy.Tally.Leave();
        Interlocked.Add(ref held, -copy.Bytes.Length);
        ArrayPool<byte>.Shared.Return(copy.Bytes);
    }
}
