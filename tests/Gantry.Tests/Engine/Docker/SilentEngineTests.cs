using System.Net.Sockets;
using System.Text;
using Gantry.Engine;
using Gantry.Tests.Edge;

namespace Gantry.Tests.Engine.Docker;

/// <summary>An engine that takes a request and says nothing more, or not all of it.</summary>
public sealed class SilentEngineTests : IDisposable
{
    private const string Version = """{"ApiVersion":"1.43","MinAPIVersion":"1.12"}""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gantry-silent-");
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly TaskCompletionSource _silent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _end = new();

    private string Path => System.IO.Path.Combine(_folder.FullName, "docker.sock");

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 100\r\n\r\n{\"mess")]
    public async Task What_it_does_not_say_in_time_makes_it_unavailable(string said)
    {
        _listener.Bind(new UnixDomainSocketEndPoint(Path));
        _listener.Listen();
        var serving = ServeAsync(said);
        var time = new ManualTime();
        using var engine = new DockerEngine(Path, time);
        var stopping = engine.Containers.StopAsync("web", TimeSpan.FromSeconds(10), _end.Token);
        await _silent.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(stopping.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(60));
        await Assert.ThrowsAsync<EngineUnavailableException>(() => stopping.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        await _end.CancelAsync();
        await serving;
    }

    public void Dispose()
    {
        _listener.Dispose();
        _end.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task ServeAsync(string said)
    {
        try
        {
            using var connection = await _listener.AcceptAsync(_end.Token);
            await HeadAsync(connection);
            await connection.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Version.Length}\r\n\r\n{Version}"), _end.Token);
            await HeadAsync(connection);
            if (said.Length > 0) await connection.SendAsync(Encoding.ASCII.GetBytes(said), _end.Token);
            _silent.SetResult();
            await Task.Delay(Timeout.Infinite, _end.Token);
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task HeadAsync(Socket connection)
    {
        var head = new StringBuilder();
        var buffer = new byte[4096];
        while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
            head.Append(Encoding.ASCII.GetString(buffer, 0, await connection.ReceiveAsync(buffer, _end.Token)));
    }
}
