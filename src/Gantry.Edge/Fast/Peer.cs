using Gantry.Edge.Fast.Kernel;

namespace Gantry.Edge.Fast;

/// <summary>One handle that a loop watches. Belongs to the thread of its loop.</summary>
internal abstract unsafe class Peer(Loop loop, int handle)
{
    private const uint Everything = Libc.EpollIn | Libc.EpollOut | Libc.EpollRdHup | Libc.EpollEdge;

    /// <summary>What is wrong with a connection, or will be.</summary>
    protected const uint Ending = Libc.EpollRdHup | Libc.EpollHup | Libc.EpollErr;

    private byte[]? unsent;
    private int unsentFrom, unsentTo;
    private long given;

    public Loop Loop => loop;
    public int Handle { get; private set; } = handle;
    public ulong Token { get; set; }
    public bool IsClosed => Handle < 0;

    /// <summary>There may be something to read: told once by the kernel, true until reading says otherwise.</summary>
    public bool IsReadable { get; protected set; }

    /// <summary>The other side has ended its half, or the connection is broken: told once, and what was sent before is still to be read.</summary>
    public bool IsEnding { get; private set; }

    /// <summary>Some of what was to be sent waits for the other side to take it.</summary>
    public bool HasUnsent => unsent is not null;

    protected ReadOnlySpan<byte> Unsent => unsent.AsSpan(unsentFrom, unsent is null ? 0 : unsentTo - unsentFrom);

    /// <summary>Bytes that the other side has acknowledged since the connection began.</summary>
    public long Acknowledged => given - (unsent is null ? 0 : unsentTo - unsentFrom) - Libc.Unacknowledged(Handle);

    /// <summary>Something happened to the handle.</summary>
    public abstract void Happened(uint what);

    /// <summary>Time went by.</summary>
    public abstract void Tick(long now);

    /// <summary>Ends it because of a fault of ours.</summary>
    public abstract void GiveUp();

    /// <returns>False: the kernel has no room for it.</returns>
    public bool Watch() => loop.Poll.Watch(Handle, Token, Everything);

    /// <summary>Remembers what the kernel tells only once.</summary>
    protected void Note(uint what)
    {
        if ((what & Ending) != 0) IsEnding = true;
        if ((what & (Libc.EpollIn | Ending)) != 0) IsReadable = true;
    }

    /// <summary>Reads what is there, at most so much.</summary>
    /// <returns>How much; 0 at the end, or -1 for nothing now, or -2 for a broken connection.</returns>
    protected virtual int Receive(byte* to, int most)
    {
        while (true)
        {
            var got = (int)Libc.Receive(Handle, to, most, 0);
            // Less than there was room for: the kernel has no more, and tells when it has. But an end is told only once, and it may
            // have been told together with what comes before it.
            if (got < most) IsReadable = got == 0 || (got > 0 && IsEnding);
            if (got >= 0) return got;
            var error = Libc.Errno;
            if (error == Libc.EIntr)
            {
                IsReadable = true;
                continue;
            }
            return error == Libc.EAgain ? -1 : -2;
        }
    }

    /// <summary>Sends, and keeps what the kernel does not take now, behind what it did not take before.</summary>
    /// <returns>False: the connection is broken; nothing of this was taken.</returns>
    public virtual bool Send(byte* from, int length)
    {
        var sent = 0;
        given += length;
        while (sent < length && unsent is null)
        {
            var took = (int)Libc.Send(Handle, from + sent, length - sent, Libc.MsgNoSignal);
            if (took < 0)
            {
                var error = Libc.Errno;
                if (error == Libc.EIntr) continue;
                // If some of it was taken, the rest fails when it is tried.
                if (error != Libc.EAgain && sent == 0) return false;
                break;
            }
            sent += took;
        }
        if (sent < length) Keep(new ReadOnlySpan<byte>(from + sent, length - sent));
        return true;
    }

    private void Keep(ReadOnlySpan<byte> rest)
    {
        var before = Unsent;
        var longer = loop.Buffers.Rent(before.Length + rest.Length);
        before.CopyTo(longer);
        rest.CopyTo(longer.AsSpan(before.Length));
        var length = before.Length + rest.Length;
        DropUnsent();
        (unsent, unsentFrom, unsentTo) = (longer, 0, length);
    }

    /// <summary>Sends what is left.</summary>
    /// <returns>False: the connection is broken.</returns>
    protected bool SendUnsent()
    {
        fixed (byte* from = unsent)
        {
            while (unsentFrom < unsentTo)
            {
                var took = (int)Libc.Send(Handle, from + unsentFrom, unsentTo - unsentFrom, Libc.MsgNoSignal);
                if (took < 0)
                {
                    var error = Libc.Errno;
                    if (error == Libc.EIntr) continue;
                    return error == Libc.EAgain;
                }
                unsentFrom += took;
            }
        }
        DropUnsent();
        return true;
    }

    /// <summary>Closes the handle. What is unsent is dropped.</summary>
    public virtual void Close()
    {
        if (IsClosed) return;
        DropUnsent();
        loop.Remove(this);
        _ = Libc.Close(Handle);
        Handle = -1;
    }

    /// <summary>Gives the handle away as it is.</summary>
    protected int Detach()
    {
        loop.Poll.Forget(Handle);
        loop.Remove(this);
        DropUnsent();
        var handle = Handle;
        Handle = -1;
        return handle;
    }

    private void DropUnsent()
    {
        if (unsent is null) return;
        loop.Buffers.Return(unsent);
        (unsent, unsentFrom, unsentTo) = (null, 0, 0);
    }
}
