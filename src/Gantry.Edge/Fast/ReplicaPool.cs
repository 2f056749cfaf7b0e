using System.Net.Sockets;
using System.Net;
using Gantry.Edge.Fast.Kernel;
using Gantry.Edge.Routing;

namespace Gantry.Edge.Fast;

/// <summary>The connections of one loop to one port of a replica that wait for a next request.</summary>
internal sealed unsafe class ReplicaPool
{
    /// <summary>As long as the general lane keeps them, and for its reason.</summary>
    private const long IdleLimit = 1000;

    private readonly Loop loop;
    private readonly ReplicaGauge gauge;
    private readonly List<ReplicaPeer> idle = [];
    private readonly SocketAddress address;

    public ReplicaPool(Loop loop, ReplicaGauge gauge, int port)
    {
        (this.loop, this.gauge) = (loop, gauge);
        address = new IPEndPoint(gauge.Address, port).Serialize();
    }

    /// <summary>The one that was used last, so that those that are not needed can end.</summary>
    public ReplicaPeer? Take()
    {
        while (idle.Count > 0)
        {
            var peer = idle[^1];
            idle.RemoveAt(idle.Count - 1);
            if (loop.Now - peer.IdleSince < IdleLimit) return peer;
            peer.Close();
        }
        return null;
    }

    /// <returns>A connection that is on its way; null: refused at once.</returns>
    public ReplicaPeer? Connect()
    {
        var handle = Libc.Socket((int)gauge.Address.AddressFamily == (int)AddressFamily.InterNetworkV6 ? 10 : 2,
            Libc.SockStream | Libc.SockNonBlock | Libc.SockCloseOnExec, 0);
        if (handle < 0) return null;
        Libc.NoDelay(handle);
        Libc.CheapestFlow(handle);
        int result, error;
        fixed (byte* to = address.Buffer.Span)
        {
            result = Libc.Connect(handle, to, address.Size);
            error = result == 0 ? 0 : Libc.Errno;
        }
        if (result != 0 && error != Libc.EInProgress)
        {
            _ = Libc.Close(handle);
            return null;
        }
        var peer = new ReplicaPeer(loop, handle, this) { IsConnected = result == 0 };
        return loop.Add(peer) ? peer : null;
    }

    public void Return(ReplicaPeer peer)
    {
        peer.IdleSince = loop.Now;
        idle.Add(peer);
    }

    /// <summary>It ended while it was idle.</summary>
    public void Lost(ReplicaPeer peer) => idle.Remove(peer);

    /// <summary>Ends what waits for too long, or for a replica that has left.</summary>
    /// <returns>Nothing is left and nothing will come: the replica has left.</returns>
    public bool Trim(long now)
    {
        var old = 0;
        // The oldest are in front.
        while (old < idle.Count && (gauge.IsAway || now - idle[old].IdleSince >= IdleLimit)) idle[old++].Close();
        idle.RemoveRange(0, old);
        return gauge.IsAway && idle.Count == 0;
    }
}
