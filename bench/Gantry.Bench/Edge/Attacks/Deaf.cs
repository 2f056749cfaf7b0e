using System.Net;
using System.Net.Sockets;

namespace Gantry.Bench.Edge.Attacks;

/// <summary>Somebody who takes what is sent to him and says nothing: what an attack on him costs others is what it costs the machine that all of them share.</summary>
internal sealed class Deaf : IAsyncDisposable
{
    private readonly Socket listener = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource stop = new();
    private readonly Task all;

    public Deaf()
    {
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(4096);
        all = AcceptAsync();
    }

    public IPEndPoint At => (IPEndPoint)listener.LocalEndPoint!;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await all;
        listener.Dispose();
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = HearAsync(await listener.AcceptAsync(stop.Token));
        }
        catch (OperationCanceledException)
        {
            // Done.
        }
    }

    private async Task HearAsync(Socket socket)
    {
        var buffer = new byte[64 * 1024];
        using var closing = socket;
        try
        {
            while (await socket.ReceiveAsync(buffer, stop.Token) > 0)
            {
            }
        }
        catch (Exception end) when (end is SocketException or OperationCanceledException)
        {
            // Gone, or done.
        }
    }
}
