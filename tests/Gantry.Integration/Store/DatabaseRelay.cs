using System.Net.Sockets;

namespace Gantry.Integration.Store;

/// <summary>Stands between a store and its database: a network that can lose what was asked, or the answers, or everything.</summary>
public sealed class DatabaseRelay : IAsyncDisposable
{
    private readonly string _target;
    private readonly List<Line> _lines = [];
    private readonly Lock _gate = new();
    private Socket? _listener;
    private int _held;

    public DatabaseRelay(string target)
    {
        _target = target;
        Folder = Directory.CreateTempSubdirectory("gr").FullName;
        Open();
    }

    /// <summary>Of the socket, as clients name it.</summary>
    public string Folder { get; }

    /// <summary>The next bytes from the server are dropped and their connection broken; what was asked has reached it.</summary>
    public bool LoseAnswers { get; set; }

    /// <summary>The next bytes to the server are dropped and their connection broken.</summary>
    public bool LoseQuestions { get; set; }

    /// <summary>Nothing gets through in either direction, and nobody hears of it; then all of it arrives.</summary>
    public bool Silent { get; set; }

    /// <summary>Bytes to the server that wait for the silence to end.</summary>
    public int Held => Volatile.Read(ref _held);

    private string Path => System.IO.Path.Combine(Folder, ".s.PGSQL.5432");

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
        Cut();
    }

    /// <summary>Every connection breaks.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            foreach (var line in _lines) line.Cut();
            _lines.Clear();
        }
    }

    public ValueTask DisposeAsync()
    {
        Silent = false;
        Shut();
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptAsync();
                var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                var line = new Line(client, server);
                try
                {
                    await server.ConnectAsync(new UnixDomainSocketEndPoint(_target));
                }
                catch (SocketException)
                {
                    line.Cut();
                    continue;
                }
                lock (_gate) _lines.Add(line);
                _ = PumpAsync(line, client, server, () => LoseQuestions);
                _ = PumpAsync(line, server, client, () => LoseAnswers);
            }
        }
        catch (Exception shut) when (shut is SocketException or ObjectDisposedException)
        {
            // Shut.
        }
    }

    private async Task PumpAsync(Line line, Socket from, Socket to, Func<bool> lose)
    {
        try
        {
            var buffer = new byte[32 * 1024];
            int got;
            while ((got = await from.ReceiveAsync(buffer)) > 0)
            {
                if (Silent && from == line.Client) Interlocked.Add(ref _held, got);
                while (Silent) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
                if (lose()) break;
                for (var sent = 0; sent < got;) sent += await to.SendAsync(buffer.AsMemory(sent, got - sent));
            }
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            // The other side is told by the end of its own connection.
        }
        line.Cut();
    }

    private sealed record Line(Socket Client, Socket Server)
    {
        public void Cut()
        {
            Client.Dispose();
            Server.Dispose();
        }
    }
}
