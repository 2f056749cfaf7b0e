using System.Net.Sockets;
using Gantry.Edge.Decisions;

namespace Gantry.Edge.Listening;

/// <summary>Looks at the first bytes of a connection and leaves them where they are.</summary>
public static class FirstBytes
{
    /// <summary>Enough for the start of any request line that decides.</summary>
    private const int Glance = 512;

    /// <summary>How long a client that began to speak may take to say enough.</summary>
    private static readonly TimeSpan Stutter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits until the peer says something or ends.</summary>
    /// <returns>False: silent until the limit.</returns>
    /// <exception cref="OperationCanceledException">Cancelled from outside.</exception>
    public static async Task<bool> WaitAsync(Socket socket, TimeSpan limit, TimeProvider time, CancellationToken cancellation)
    {
        if (socket.Available > 0) return true;
        using var deadline = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            // Reading nothing completes when there is something.
            await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>What the peer, which has begun to speak, speaks. A peer that ended without a word is <see cref="Wire.Raw"/>.</summary>
    public static async Task<Wire> ReadAsync(Socket socket, TimeProvider time, CancellationToken cancellation)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            var wire = Peek(socket, out var length);
            if (wire != Wire.Undecided) return wire;
            if (length == 0 || time.GetElapsedTime(since) > Stutter) return Wire.Raw;
            // The kernel reports a socket with unread bytes as readable at once, so the next ones can only be waited for by the clock.
            await Task.Delay(Pause, time, cancellation);
        }
    }

    private static Wire Peek(Socket socket, out int length)
    {
        Span<byte> glance = stackalloc byte[Glance];
        length = socket.Receive(glance, SocketFlags.Peek);
        return Sniffer.Look(glance[..length]);
    }
}
