using System.Net.Sockets;
using System.Net;
using Gantry.Edge.Decisions;
using Gantry.Edge.Fast.Tls;
using Gantry.Edge.Listening;

namespace Gantry.Edge.Fast;

/// <summary>
/// HTTP/1.1 in and out by a loop per core. Takes what can be read in one way only and is common; everything else goes to the
/// general lane, at the head of a request and never within one.
/// </summary>
internal sealed class FastLane : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly LaneParts parts;
    private readonly Loop[] loops;

    public FastLane(LaneParts parts)
    {
        this.parts = parts;
        loops = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(number => new Loop(parts, $"edge {number}", number))];
        foreach (var loop in loops) loop.Start();
    }

    /// <summary>Accepts from the listener until it is closed.</summary>
    public void Attach(PortListener listener)
    {
        foreach (var loop in loops)
        {
            var door = new Door(loop, listener, this);
            loop.Post(door.Open);
            listener.Closed.UnsafeRegister(_ => loop.Post(door.Close), null);
        }
    }

    /// <summary>Returns when the loops have done all that they were told so far.</summary>
    public Task SettleAsync() => Task.WhenAll(loops.Select(loop =>
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Post(done.SetResult);
        return done.Task;
    }));

    /// <summary>Connections of clients.</summary>
    public int Clients => loops.Sum(loop => Volatile.Read(ref loop.Clients));

    /// <summary>From here on every connection ends with the answer to its next request. None is closed before: a request may be on its way.</summary>
    public void Finish()
    {
        foreach (var loop in loops) loop.Post(loop.Finish);
    }

    /// <summary>Takes over an accepted socket. On the thread of the loop that accepted it.</summary>
    /// <param name="isIntroduced">Its PROXY header was read already.</param>
    public void Welcome(Loop loop, int handle, IPAddress remote, IPEndPoint local, bool isIntroduced = false)
    {
        if (!parts.Guests.Admit(remote))
        {
            _ = Kernel.Libc.Close(handle);
            return;
        }
        var target = parts.Listeners.TargetOf(local);
        if (!isIntroduced && target is { IsPrivate: false } && parts.Listeners.Trust.Introducers.Has(remote))
        {
            Interlocked.Increment(ref loop.Clients);
            loop.Add(new ProxyPeer(loop, handle, remote, (taken, source) => Welcome(loop, taken, source, local, isIntroduced: true)));
            return;
        }
        if (target is null || (target.IsTls && parts.Tls is null) || target.Callers?.Contains(remote) == false || (target.Route is not null && Sniffer.IsOpaque(target.Port)))
        {
            // To wait for being introduced, to be passed through as it is, or to begin with a handshake.
            var socket = new Socket(new SafeSocketHandle(handle, ownsHandle: true)) { Blocking = true };
            parts.General.Presence.Enter();
            ThreadPool.UnsafeQueueUserWorkItem(_ => _ = parts.General.Presence.LeaveAfter(parts.Doorway.WelcomeAsync(socket, local, parts.Stopping, isIntroduced ? remote : null)), null);
            return;
        }
        var least = loop;
        foreach (var other in loops)
        {
            // One more or less is not worth the way to another thread.
            if (other.Clients + 1 < least.Clients) least = other;
        }
        Interlocked.Increment(ref least.Clients);
        if (least == loop) Add(loop, handle, remote, target);
        else least.Post(() => Add(least, handle, remote, target));
    }

    private static void Add(Loop loop, int handle, IPAddress remote, ListenTarget target) =>
        loop.Add(target.IsTls ? new TlsClientPeer(loop, handle, remote, target) : new ClientPeer(loop, handle, remote, target));

    /// <summary>Bytes that the threads of the loops have allocated so far. Waits for them to say.</summary>
    public long Allocated()
    {
        var total = 0L;
        using var said = new CountdownEvent(loops.Length);
        foreach (var loop in loops)
        {
            loop.Post(() =>
            {
                Interlocked.Add(ref total, GC.GetAllocatedBytesForCurrentThread());
                said.Signal();
            });
        }
        said.Wait();
        return total;
    }

    /// <summary>Lets requests end, until the deadline.</summary>
    public async Task StopAsync(CancellationToken deadline)
    {
        foreach (var loop in loops) loop.Post(loop.Drain);
        while (!deadline.IsCancellationRequested && loops.Any(loop => Volatile.Read(ref loop.Clients) > 0))
            await Task.Delay(Look, parts.Time, CancellationToken.None);
        foreach (var loop in loops) loop.Stop();
    }

    public ValueTask DisposeAsync()
    {
        foreach (var loop in loops)
        {
            loop.Stop();
            loop.Dispose();
        }
        return default;
    }
}
