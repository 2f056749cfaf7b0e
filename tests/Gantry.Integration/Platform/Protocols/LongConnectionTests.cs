using System.Net.Sockets;
using System.Net.WebSockets;
using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Protocols;

/// <summary>Connections that outlive a release.</summary>
[Collection(SideBySide.Right)]
public sealed class LongConnectionTests(SharedPlatform shared) : PlatformTest(shared), IClassFixture<SharedPlatform>
{
    [Fact]
    public async Task A_websocket_survives_a_release_and_new_ones_reach_the_new_one()
    {
        var project = Platform.Project("talks", Yaml.Web("talks", "v1"));
        await project.LiveAsync();
        using var old = await WebSockets.OpenAsync(project.Site);
        Assert.Equal("v1: hello", await old.SayAsync("hello"));
        project.Compose(Yaml.Web("talks", "v2"));
        await project.LiveAsync();
        Assert.Equal("v1: still there?", await old.SayAsync("still there?"));
        using var fresh = await WebSockets.OpenAsync(project.Site);
        Assert.Equal("v2: hello", await fresh.SayAsync("hello"));
        await old.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_websocket_of_a_release_that_goes_is_closed_when_its_time_to_drain_is_over()
    {
        string Compose(string version) => "x-gantry: { keepWarm: 0s }\n" + Yaml.Web("drains", version, gantry: "drain: 2s,");
        var project = Platform.Project("drains", Compose("v1"));
        await project.LiveAsync();
        using var old = await WebSockets.OpenAsync(project.Site);
        Assert.Equal("v1: hello", await old.SayAsync("hello"));
        project.Compose(Compose("v2"));
        await project.LiveAsync();
        // Whether it is a goodbye or an end, it comes, and the replica goes.
        try
        {
            Assert.Null(await old.HearAsync().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        }
        catch (WebSocketException)
        {
            Assert.NotEqual(WebSocketState.Open, old.State);
        }

        await Eventually.BecomesAsync("release 1 is gone", TimeSpan.FromSeconds(30), project.ContainersAsync, left => left.Count == 2);
        await project.Site.AnswersAsync("v2");
    }

    [Fact]
    public async Task A_tcp_connection_to_a_published_port_survives_a_release_and_new_ones_reach_the_new_one()
    {
        var port = FreePort.Take();
        string Compose(string version) => Yaml.Web("tcp", version, service: $"ports: ['127.0.0.1:{port}:9090']\nexpose: ['8080']")
            .Replace($"VERSION: {version}", $"VERSION: {version}, TCP: '9090'", StringComparison.Ordinal)
            .Replace("route: { host: tcp.test }, probe: { path: /healthz }", "route: { host: tcp.test, port: 8080 }, probe: { path: /healthz, port: 8080 }", StringComparison.Ordinal);
        var project = Platform.Project("tcp", Compose("v1"));
        var urls = (await project.LiveAsync())["urls"]!.AsArray().Select(u => (string)u!);
        Assert.Contains($"127.0.0.1:{port}", urls);
        using var old = await Talk.OpenAsync(port);
        Assert.Equal("v1", await old.Reader.ReadLineAsync(TestContext.Current.CancellationToken));
        project.Compose(Compose("v2"));
        await project.LiveAsync();
        Assert.Equal("are you there", await old.SayAsync("are you there"));
        using var fresh = await Talk.OpenAsync(port);
        Assert.Equal("v2", await fresh.Reader.ReadLineAsync(TestContext.Current.CancellationToken));
        (await project.DownAsync()).Expect(0);
        await Assert.ThrowsAsync<SocketException>(() => Talk.OpenAsync(port));
    }

    [Fact]
    public async Task Headers_tell_the_app_who_calls_and_how()
    {
        var project = Platform.Project("headers", Yaml.Web("headers", "v1", replicas: 1));
        await project.LiveAsync();
        var headers = (await project.Site.GetAsync("/headers")).Body;
        Assert.Contains("Host: headers.test", headers, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("X-Forwarded-For: 127.0.0.1", headers, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("X-Forwarded-Proto: http", headers, StringComparison.OrdinalIgnoreCase);
        var text = new string('x', 200_000);
        Assert.Equal(text, (await project.Site.GetAsync("/echo", HttpMethod.Post, text)).Body);
        Assert.Equal(404, (int)(await (project.Site with { Host = "nobody.test" }).GetAsync()).Status);
    }

    private sealed class Talk(TcpClient client) : IDisposable
    {
        public StreamReader Reader { get; } = new(client.GetStream());

        public static async Task<Talk> OpenAsync(int port)
        {
            var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
            return new Talk(client);
        }

        public async Task<string?> SayAsync(string line)
        {
            await client.GetStream().WriteAsync(System.Text.Encoding.UTF8.GetBytes(line + "\n"), TestContext.Current.CancellationToken);
            return await Reader.ReadLineAsync(TestContext.Current.CancellationToken);
        }

        public void Dispose() => client.Dispose();
    }
}
