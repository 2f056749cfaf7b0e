using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Gantry.Control;
using Gantry.Engine;
using Gantry.Tests.Edge;

namespace Gantry.Tests.Engine.Docker;

/// <summary>Who no longer leads changes nothing on the engine, and who leads says so on what it makes.</summary>
public sealed class DeposedTests : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gantry-deposed-");
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly ConcurrentQueue<string> _asked = [];
    private readonly CancellationTokenSource _end = new();
    private readonly Term _lease = new();
    private readonly DockerEngine _engine;
    private readonly Task _serving;

    public DeposedTests()
    {
        var path = Path.Combine(_folder.FullName, "docker.sock");
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
        _serving = ServeAsync();
        _engine = new DockerEngine(path, new ManualTime(), null, _lease);
    }

    public async ValueTask DisposeAsync()
    {
        _engine.Dispose();
        await _end.CancelAsync();
        await _serving;
        _listener.Dispose();
        _end.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_deposed_leader_may_look_and_nothing_that_it_wants_changed_reaches_the_engine()
    {
        await _engine.Networks.CreateAsync(new NetworkOrder("net", "10.9.0.0/24", new SortedDictionary<string, string>()), _end.Token);
        _lease.Holds = false;
        await Assert.ThrowsAsync<NotLeadingException>(() => _engine.Containers.StartAsync("web", _end.Token));
        await Assert.ThrowsAsync<NotLeadingException>(() => _engine.Containers.StopAsync("web", TimeSpan.FromSeconds(1), _end.Token));
        await Assert.ThrowsAsync<NotLeadingException>(() => _engine.Containers.RemoveAsync("web", true, _end.Token));
        await Assert.ThrowsAsync<NotLeadingException>(() => _engine.Networks.RemoveAsync("net", _end.Token));
        await Assert.ThrowsAsync<NotLeadingException>(() => _engine.Volumes.RemoveAsync("data", _end.Token));
        await _engine.Containers.InspectAsync("web", _end.Token);
        Assert.Equal(["GET /version", "POST /v1.43/networks/create", "GET /v1.43/containers/web/json"],
            _asked.Select(a => string.Join(' ', a.Split(' ')[..2])));
    }

    [Fact]
    public async Task What_is_made_bears_the_fence_of_its_maker()
    {
        await _engine.Networks.CreateAsync(new NetworkOrder("net", "10.9.0.0/24", new SortedDictionary<string, string>()), _end.Token);
        await _engine.Volumes.EnsureAsync("data", new SortedDictionary<string, string> { ["gantry.app"] = "shop" }, _end.Token);
        Assert.All(_asked.Where(a => a.StartsWith("POST", StringComparison.Ordinal)), a => Assert.Contains("\"gantry.fence\":\"7\"", a));
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var connection = await _listener.AcceptAsync(_end.Token);
                while (await RequestAsync(connection) is { } asked)
                {
                    _asked.Enqueue(asked);
                    var (status, body) = asked.StartsWith("GET /version", StringComparison.Ordinal) ? ("200 OK", """{"ApiVersion":"1.43","MinAPIVersion":"1.12"}""")
                        : asked.StartsWith("POST", StringComparison.Ordinal) ? ("201 Created", """{"Id":"abc","Name":"data"}""")
                        : ("404 Not Found", """{"message":"no such container"}""");
                    await connection.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"), _end.Token);
                }
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    /// <summary>Head and body; null when the connection has ended.</summary>
    private async Task<string?> RequestAsync(Socket connection)
    {
        var text = "";
        var buffer = new byte[8192];
        while (true)
        {
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            var length = text.Split("\r\n").FirstOrDefault(l => l.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase)) is { } line ? int.Parse(line[16..]) : 0;
            if (end >= 0 && text.Length >= end + 4 + length) return text;
            var got = await connection.ReceiveAsync(buffer, _end.Token);
            if (got == 0) return null;
            text += Encoding.UTF8.GetString(buffer, 0, got);
        }
    }

    private sealed class Term : ILease
    {
        public long Fence => 7;
        public bool Holds { get; set; } = true;
    }
}
