using System.Net;
using System.Net.Sockets;

namespace Gantry.Edge.Guards;

/// <summary>A connection that is with the doorway: it has said nothing yet, or it is passed through as it is. Until it is disposed.</summary>
internal sealed class DoorGuest : IGuest, IDisposable
{
    private readonly Socket socket;
    private readonly Guests guests;
    private readonly TimeProvider time;
    private readonly long since;
    private volatile bool isAtWork;

    public DoorGuest(Socket socket, Guests guests, TimeProvider time)
    {
        (this.socket, this.guests, this.time) = (socket, guests, time);
        since = time.GetTimestamp();
        Address = (socket.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        guests.Enter(this);
    }

    public IPAddress Address { get; }

    public long IdleFor => isAtWork ? -1 : (long)time.GetElapsedTime(since).TotalMilliseconds;

    /// <summary>What it says from here on is passed on.</summary>
    public void GoesToWork() => isAtWork = true;

    public void Dismiss()
    {
        if (isAtWork) guests.Enter(this);
        else socket.Dispose();
    }

    public void Dispose() => guests.Leave(this);
}
