using Gantry.Edge.Decisions;
using Gantry.Edge.Fast.Kernel;
using Gantry.Edge.Listening;

namespace Gantry.Edge.Fast;

/// <summary>How it ends here: with a goodbye, or with another that goes on.</summary>
internal unsafe partial class ClientPeer
{
    /// <summary>So much, in bytes, is heard of a client that costs too much, so that it hears why; who goes on is cut off.</summary>
    private const long LittleMore = 1024 * 1024;

    /// <summary>Bytes that it may still send without being cut off.</summary>
    private long patience = long.MaxValue;

    /// <summary>Says goodbye to a client that costs too much.</summary>
    public void SendAway()
    {
        patience = LittleMore;
        Leave();
    }

    /// <summary>Says goodbye: an end that the client sees after everything that was sent, whatever it is sending itself.</summary>
    public void Leave()
    {
        DropBuffer();
        doing = Doing.Leaving;
        since = Loop.Now;
        SayGoodbye();
        if (HasUnsent) return;
        _ = Libc.Shutdown(Handle, Libc.ShutWrite);
        Farewell();
    }

    /// <summary>Gives the connection to the general lane, with everything that was read and not used.</summary>
    /// <param name="first">Done there before; it may wait.</param>
    public void HandOver(Action? first = null)
    {
        var read = Unused.ToArray();
        var presence = Loop.Parts.General.Presence;
        // Counted there before it is not counted here any more.
        presence.Enter();
        var give = Given(read);
        if (first is null)
        {
            give();
            presence.Leave();
            return;
        }
        ThreadPool.UnsafeQueueUserWorkItem(_ =>
        {
            first();
            give();
            presence.Leave();
        }, null);
    }

    /// <summary>Lets go of the connection.</summary>
    /// <returns>Gives it to the general lane.</returns>
    protected virtual Action Given(byte[] read)
    {
        var (socket, general, arrival) = (DetachAsSocket(), Loop.Parts.General, Arrival);
        return () => general.HandOver(socket, Wire.Http1, arrival, read);
    }

    /// <summary>Tells the client that nothing more will come, where there is a way to say so before the end of the connection.</summary>
    protected virtual void SayGoodbye()
    {
    }

    private void SendRest()
    {
        if (!SendUnsent()) Close();
        if (IsClosed || HasUnsent) return;
        _ = Libc.Shutdown(Handle, Libc.ShutWrite);
        Farewell();
    }

    private void Farewell()
    {
        const int Most = 64;
        for (var i = 0; i < Most; i++)
        {
            var got = Receive(Loop.In, Loop.Room);
            if (got == -1) return;
            if (got <= 0 || (patience -= got) < 0) break;
        }
        Close();
    }

    /// <summary>Gives the connection back to the door, on a thread that may wait.</summary>
    private void Lead(Func<Doorway, System.Net.Sockets.Socket, CancellationToken, Task> lead)
    {
        var presence = Loop.Parts.General.Presence;
        presence.Enter();
        var socket = DetachAsSocket();
        ThreadPool.UnsafeQueueUserWorkItem(_ => _ = presence.LeaveAfter(lead(Loop.Parts.Doorway, socket, Loop.Parts.Stopping)), null);
    }

    protected System.Net.Sockets.Socket DetachAsSocket()
    {
        DropBuffer();
        Loop.Parts.Guests.Leave(this);
        Interlocked.Decrement(ref Loop.Clients);
        return new System.Net.Sockets.Socket(new System.Net.Sockets.SafeSocketHandle(Detach(), ownsHandle: true)) { Blocking = true };
    }
}
