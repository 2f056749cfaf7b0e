using System.Net;
using System.Net.Sockets;

namespace Gantry.Bench.Edge.Mirrors;

/// <summary>A release that is sent copies and is not well. Where nobody is, it is gone.</summary>
internal sealed class Unwell : IAsyncDisposable
{
    private readonly Socket listener = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource stop = new();
    private readonly Task all;

    private Unwell(IPEndPoint at, Func<Socket, CancellationToken, Task> answer)
    {
        listener.Bind(at);
        listener.Listen(4096);
        all = AcceptAsync(answer);
    }

    /// <summary>It takes what is sent to it and says nothing.</summary>
    public static Unwell Slow(IPEndPoint at) => new(at, (_, stop) => Task.Delay(Timeout.Infinite, stop));

    /// <summary>It says something that is no answer, and hangs up.</summary>
    public static Unwell Broken(IPEndPoint at) => new(at, async (socket, stop) =>
    {
        await socket.ReceiveAsync(new byte[4096], stop);
        await socket.SendAsync("what is this\r\n\r\n"u8.ToArray(), stop);
    });

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await all;
        listener.Dispose();
        stop.Dispose();
    }

    private async Task AcceptAsync(Func<Socket, CancellationToken, Task> answer)
    {
        try
        {
            while (true) _ = ServeAsync(await listener.AcceptAsync(stop.Token), answer);
        }
        catch (OperationCanceledException)
        {
            // Done.
        }
    }

    private async Task ServeAsync(Socket socket, Func<Socket, CancellationToken, Task> answer)
    {
        try
        {
            await answer(socket, stop.Token);
        }
        catch (Exception end) when (end is SocketException or OperationCanceledException)
        {
            // Hung up, or done.
        }
        finally
        {
            socket.Dispose();
        }
    }
}
