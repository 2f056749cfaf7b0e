using Gantry.Edge.Seen;

namespace Gantry.Edge.Http;

/// <summary>Joins the two streams of an upgraded connection, such as a WebSocket.</summary>
public static class Tunnel
{
    private const int Chunk = 16 * 1024;

    /// <summary>A client that is done hears out the replica for so long.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    /// <returns>Whether it ended by itself and was not cut.</returns>
    public static async Task<bool> RunAsync(Stream client, Stream replica, TimeProvider time, Sighting sighting, CancellationToken cut)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cut);
        var up = CopyAsync(client, replica, length => sighting.Received += length, ending.Token);
        var down = CopyAsync(replica, client, length => sighting.Sent += length, ending.Token);
        // The end of one direction cannot be passed on by itself here; the replica's end is the end of all.
        if (await Task.WhenAny(up, down) == up && up.Result) await WaitAsync(down, time, ending.Token);
        await ending.CancelAsync();
        await replica.DisposeAsync();
        await Task.WhenAll(up, down);
        return !cut.IsCancellationRequested;
    }

    private static async Task WaitAsync(Task task, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            await task.WaitAsync(Farewell, time, cancellation);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            // Heard out for long enough.
        }
    }

    /// <returns>True: the source ended in order.</returns>
    private static async Task<bool> CopyAsync(Stream from, Stream to, Action<int> count, CancellationToken cancellation)
    {
        var buffer = new byte[Chunk];
        try
        {
            while (true)
            {
                var length = await from.ReadAsync(buffer, cancellation);
                if (length == 0) return true;
                count(length);
                await to.WriteAsync(buffer.AsMemory(0, length), cancellation);
                await to.FlushAsync(cancellation);
            }
        }
        catch (Exception end) when (end is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            return false;
        }
    }
}
