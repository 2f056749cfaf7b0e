using Gantry.Edge.Decisions;
using Gantry.Edge.Fast.Kernel;
using Gantry.Edge.Listening;

namespace Gantry.Edge.Fast;

/// <summary>How it ends here: with a goodbye, or with another that goes on.</summary>
internal unsafe partial class ClientPeer
{
    /// <summary>How long a client that costs too much is left standing, in milliseconds.</summary>
    private const long Standing = 5_000;

    private bool isNotHeard;

    /// <summary>
    /// Says goodbye to a client that costs too much, and hears nothing of it any more: it stands there until it goes or its time is over, where
    /// otherwise it would be back at once with as much again.
    /// </summary>
    public void SendAway()
    {
        isNotHeard = true;
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
        if (isNotHeard && !IsEnding) return;
        for (var i = 0; i < Most; i++)
        {
            var got = Receive(Loop.In, Loop.Room);
            if (got == -1) return;
            if (got <= 0 || isNotHeard) break;
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
