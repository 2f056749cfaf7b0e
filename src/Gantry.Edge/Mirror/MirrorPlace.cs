using System.Net;
using System.Net.Sockets;
using Gantry.Edge.Fast;
using Gantry.Edge.Fast.Kernel;

namespace Gantry.Edge.Mirror;

/// <summary>One replica that gets copies: its connections, and what waits for one of them. Belongs to the thread of its loop.</summary>
internal sealed unsafe class MirrorPlace(Loop loop, IPEndPoint at, Mirrors mirrors)
{
    /// <summary>Connections at once.</summary>
    private const int Most = 64;

    private readonly Queue<MirrorCopy> waiting = new();
    private readonly List<MirrorPeer> idle = [];
    private readonly SocketAddress address = at.Serialize();
    private int open;

    public IPEndPoint At => at;

    public void Take(MirrorCopy copy)
    {
        waiting.Enqueue(copy);
        GoOn();
        if (open == 0) mirrors.Empty(this);
    }

    /// <summary>The copy of this one is answered, and it can have another.</summary>
    public void Rest(MirrorPeer peer, MirrorCopy copy, Mirrored how)
    {
        mirrors.Ended(copy, how);
        idle.Add(peer);
        GoOn();
    }

    /// <summary>A connection has ended.</summary>
    /// <param name="copy">That it had; null: it was idle.</param>
    /// <param name="refused">It was never there.</param>
    public void Lost(MirrorPeer peer, MirrorCopy? copy, Mirrored how, bool refused)
    {
        open--;
        idle.Remove(peer);
        if (copy is not null) mirrors.Ended(copy, how, refused);
        GoOn();
        if (open == 0) mirrors.Empty(this);
    }

    private void GoOn()
    {
        while (waiting.TryPeek(out var copy))
        {
            // It was made before it was known that nothing comes of it.
            if (copy.Health.IsOut && !copy.IsTrial)
            {
                mirrors.Over(waiting.Dequeue(), Mirrored.Failed);
                continue;
            }
            var peer = Free();
            if (peer is null && open == Most) return;
            if (peer is null) mirrors.Ended(waiting.Dequeue(), Mirrored.Failed, refused: true);
            else peer.Begin(waiting.Dequeue());
        }
    }

    private MirrorPeer? Free()
    {
        if (idle.Count == 0) return open < Most ? Connect() : null;
        var peer = idle[^1];
        idle.RemoveAt(idle.Count - 1);
        return peer;
    }

    private MirrorPeer? Connect()
    {
        const int Version4 = 2, Version6 = 10;
        var handle = Libc.Socket(at.AddressFamily == AddressFamily.InterNetworkV6 ? Version6 : Version4, Libc.SockStream | Libc.SockNonBlock | Libc.SockCloseOnExec, 0);
        if (handle < 0) return null;
        Libc.NoDelay(handle);
        int result;
        fixed (byte* to = address.Buffer.Span) result = Libc.Connect(handle, to, address.Size);
        if (result != 0 && Libc.Errno != Libc.EInProgress)
        {
            _ = Libc.Close(handle);
            return null;
        }
        var peer = new MirrorPeer(loop, handle, this) { IsConnected = result == 0 };
        if (!loop.Add(peer)) return null;
        open++;
        return peer;
    }
}
