using System.Buffers;
using System.Net.Sockets;
using Gantry.Edge.Seen;

namespace Gantry.Edge.Tcp;

/// <summary>Joins two sockets: both directions, the end of each passed on by itself, no faster than the other side takes it.</summary>
/// <param name="meter">Counts while it goes on.</param>
public sealed class Pump(Meter meter)
{
    private const int Chunk = 64 * 1024;

    private long received, sent;

    /// <summary>From the client.</summary>
    public long Received => received;

    /// <summary>To the client.</summary>
    public long Sent => sent;

    /// <summary>Returns when both directions have ended. An error in one ends both, so that neither side takes a torn stream for a whole one.</summary>
    /// <returns>Whether both ended in order.</returns>
    public async Task<bool> RunAsync(Socket client, Socket replica, CancellationToken cut)
    {
        using var cutting = cut.UnsafeRegister(static pair =>
        {
            var (a, b) = ((Socket, Socket))pair!;
            Reset(a);
            Reset(b);
        }, (client, replica));
        var results = await Task.WhenAll(CopyAsync(client, replica, CountReceived), CopyAsync(replica, client, CountSent));
        return results[0] && results[1];

        // Each by one of the two directions alone.
        void CountReceived(int length)
        {
            received += length;
            meter.Moved(length, 0);
        }

        void CountSent(int length)
        {
            sent += length;
            meter.Moved(0, length);
        }
    }

    /// <summary>Ends a connection in a way that the peer cannot take for an orderly end.</summary>
    public static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // Then it needs no reset.
        }
        socket.Dispose();
    }

    private static async Task<bool> CopyAsync(Socket from, Socket to, Action<int> count)
    {
        try
        {
            while (true)
            {
                // Wait without a buffer: thousands of idle connections cost nothing but their sockets.
                await from.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None);
                if (await CopyWhatIsThereAsync(from, to, count)) continue;
                to.Shutdown(SocketShutdown.Send);
                return true;
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            Reset(from);
            Reset(to);
            return false;
        }
    }

    private static async Task<bool> CopyWhatIsThereAsync(Socket from, Socket to, Action<int> count)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            int length;
            do
            {
                length = await from.ReceiveAsync(buffer.AsMemory(), SocketFlags.None);
                count(length);
                for (var sent = 0; sent < length;) sent += await to.SendAsync(buffer.AsMemory(sent, length - sent), SocketFlags.None);
            }
            while (length == buffer.Length);
            return length > 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
