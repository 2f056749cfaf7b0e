using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Gantry.Edge.Guards;

/// <summary>A connection of the general lane. What serves its requests finds it among the features of the connection.</summary>
internal sealed class GeneralGuest(ConnectionContext connection, Guests guests, TimeProvider time) : IGuest
{
    private readonly long began = time.GetTimestamp();
    private long since = time.GetTimestamp();
    private int busy;
    private volatile bool hasLeft;

    private readonly Socket? socket = connection.Features.Get<IConnectionSocketFeature>()?.Socket;

    public GuardLimits Limits => guests.Limits;
    public TimeProvider Time => time;

    /// <summary>Milliseconds since it is here.</summary>
    public long Now => (long)time.GetElapsedTime(began).TotalMilliseconds;

    /// <summary>Bytes that the client has acknowledged since the connection began.</summary>
    public long Acknowledged => socket is null ? Now : Handles.Acknowledged(socket.SafeHandle);

    public IPAddress Address { get; } = (connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;

    public long IdleFor => Volatile.Read(ref busy) > 0 ? -1 : (long)time.GetElapsedTime(Volatile.Read(ref since)).TotalMilliseconds;

    /// <summary>Puts itself around a connection, for as long as that is served.</summary>
    public static Func<ConnectionDelegate, ConnectionDelegate> Of(Guests guests, TimeProvider time, bool meters) => serve => async connection =>
    {
        var guest = new GeneralGuest(connection, guests, time);
        // It was let in at the door, or was there before in the fast lane.
        guests.Enter(guest);
        connection.Features.Set(guest);
        if (meters) connection.Transport = new FrameMeter(connection.Transport, time, guest.Cut);
        try
        {
            await serve(connection);
        }
        finally
        {
            guest.hasLeft = true;
            guests.Leave(guest);
        }
    };

    /// <summary>In order: over HTTP/2 the client is told that nothing of its is lost.</summary>
    public void Dismiss()
    {
        if (IdleFor < 0)
        {
            if (!hasLeft) guests.Enter(this);
            // It may have left in between.
            if (hasLeft) guests.Leave(this);
        }
        else if (connection.Features.Get<IConnectionLifetimeNotificationFeature>() is { } lifetime) lifetime.RequestClose();
        else connection.Abort();
    }

    public void Begin() => Interlocked.Increment(ref busy);

    public void End()
    {
        Volatile.Write(ref since, time.GetTimestamp());
        Interlocked.Decrement(ref busy);
    }

    /// <summary>Ends it, with all that it has.</summary>
    public void Cut(Guarded why)
    {
        guests.Tally.Count(why);
        connection.Abort(new ConnectionAbortedException("The client costs more than it may."));
    }
}
