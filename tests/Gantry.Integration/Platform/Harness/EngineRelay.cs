using System.Net.Sockets;

namespace Gantry.Integration.Platform.Harness;

/// <summary>A socket that leads to the engine, and can be taken away as if the engine were gone.</summary>
public sealed class EngineRelay : IAsyncDisposable
{
    private readonly List<Socket> _open = [];
    private readonly Lock _gate = new();
    private Socket? _listener;

    public EngineRelay(string path)
    {
        Path = path;
        Open();
    }

    public string Path { get; }

    public void Open()
    {
        _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(new UnixDomainSocketEndPoint(Path));
        _listener.Listen(64);
        _ = AcceptAsync(_listener);
    }

    /// <summary>Every connection breaks, and nobody answers any more.</summary>
    public void Shut()
    {
        _listener?.Dispose();
        if (File.Exists(Path)) File.Delete(Path);
        lock (_gate)
        {
            foreach (var socket in _open) socket.Dispose();
            _open.Clear();
        }
    }

    public ValueTask DisposeAsync()
    {
        Shut();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptAsync();
                var engine = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await engine.ConnectAsync(new UnixDomainSocketEndPoint(EngineView.DefaultSocket));
                lock (_gate) _open.AddRange([client, engine]);
                _ = PumpAsync(client, engine);
                _ = PumpAsync(engine, client);
            }
        }
        catch (Exception shut) when (shut is SocketException or ObjectDisposedException)
        {
            // Shut.
        }
    }

    private static async Task PumpAsync(Socket from, Socket to)
    {
        try
        {
            var buffer = new byte[32 * 1024];
            int got;
            while ((got = await from.ReceiveAsync(buffer)) > 0) await to.SendAsync(buffer.AsMemory(0, got));
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            to.Dispose();
        }
    }
}
