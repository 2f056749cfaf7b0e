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
    private volatile bool isAtWork, hasLeft;

    /// <param name="from">Whom it is from; null: from who connected.</param>
    public DoorGuest(Socket socket, IPAddress? from, Guests guests, TimeProvider time)
    {
        (this.socket, this.guests, this.time) = (socket, guests, time);
        since = time.GetTimestamp();
        Address = from ?? (socket.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        guests.Enter(this);
    }

    public IPAddress Address { get; private set; }

    public long IdleFor => isAtWork ? -1 : (long)time.GetElapsedTime(since).TotalMilliseconds;

    /// <summary>Who connected has said for whom.</summary>
    /// <returns>False: of those there are as many as may be.</returns>
    public bool IsFor(IPAddress address)
    {
        guests.Leave(this);
        if (!guests.Admit(address)) return false;
        Address = address;
        guests.Enter(this);
        return true;
    }

    /// <summary>What it says from here on is passed on.</summary>
    public void GoesToWork() => isAtWork = true;

    public void Dismiss()
    {
        if (!isAtWork) socket.Dispose();
        else if (!hasLeft) guests.Enter(this);
        // It may have left in between.
        if (hasLeft) guests.Leave(this);
    }

    public void Dispose()
    {
        hasLeft = true;
        guests.Leave(this);
    }
}
