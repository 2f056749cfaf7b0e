using System.Net;
using System.Net.Sockets;
using Gantry.Edge.Forwarding.Decisions;
using Gantry.Edge.Listening;

namespace Gantry.Edge.Forwarding;

/// <summary>Takes the PROXY header off a connection, and nothing else of it.</summary>
internal static class ProxyGreeting
{
    /// <summary>Whoever connects for others says so at once.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>As much as has to be looked at.</summary>
    public const int Room = ProxyHeader.Start + ProxyHeader.LongestRest;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <returns>Whom the connection is from; null: it does not begin as it has to, in time.</returns>
    public static async Task<IPAddress?> ReadAsync(Socket socket, TimeProvider time, CancellationToken cancellation)
    {
        if (socket.RemoteEndPoint is not IPEndPoint remote) return null;
        var since = time.GetTimestamp();
        while (true)
        {
            var left = Limit - time.GetElapsedTime(since);
            if (left <= TimeSpan.Zero || !await FirstBytes.WaitAsync(socket, left, time, cancellation)) return null;
            switch (Take(socket, out var source))
            {
                case ProxyVerdict.Whole:
                    return source?.Address ?? remote.Address;
                case ProxyVerdict.Malformed:
                    return null;
            }
            // The kernel reports a socket with unread bytes as readable at once, so the next ones can only be waited for by the clock.
            await Task.Delay(Pause, time, cancellation);
        }
    }

    private static ProxyVerdict Take(Socket socket, out IPEndPoint? source)
    {
        Span<byte> glance = stackalloc byte[Room];
        var got = socket.Receive(glance, SocketFlags.Peek);
        if (got == 0)
        {
            source = null;
            return ProxyVerdict.Malformed;
        }
        var verdict = ProxyHeader.Read(glance[..got], out var length, out source);
        for (var taken = 0; verdict == ProxyVerdict.Whole && taken < length;) taken += socket.Receive(glance[..(length - taken)]);
        return verdict;
    }
}
