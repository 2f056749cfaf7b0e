using System.Diagnostics;
using Gantry.Integration.Edge.Harness;

namespace Gantry.Integration.Edge.Takeover;

/// <summary>What the process before still has open counts, and follows what the one in charge is told.</summary>
public sealed class DrainTests : IAsyncLifetime
{
    private readonly HttpClient client = new();
    private EdgeUnderTest edge = null!;
    private Backend one = null!, two = null!;

    public async ValueTask InitializeAsync()
    {
        edge = await EdgeUnderTest.StartAsync();
        (one, two) = (await Backend.StartAsync("one"), await Backend.StartAsync("two"));
        await edge.PutAsync(Wanted.Snapshot(1, Wanted.Route(one)));
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await edge.DisposeAsync();
        await one.DisposeAsync();
        await two.DisposeAsync();
    }

    [Fact]
    public async Task A_replica_has_not_drained_as_long_as_the_process_before_has_something_open_on_it()
    {
        var waiting = await WaitAsync();
        var old = await edge.ReplaceAsync();
        Assert.Equal(["one"], (await edge.PutAsync(Wanted.Snapshot(2, Wanted.Route(two)))).Lingering);
        one.Open();
        Assert.Equal("one", await waiting);
        await edge.UntilAsync(report => report.Lingering.Count == 0);
        await EndsAsync(old);
        await edge.UntilAsync(report => report.Finishing == 0);
    }

    [Fact]
    public async Task A_last_request_on_a_connection_of_the_process_before_finds_the_newest_routes()
    {
        using var kept = new System.Net.Sockets.TcpClient();
        await kept.ConnectAsync(edge.Http);
        Assert.Contains("X-Replica: one", await AskAsync(kept));
        var old = await edge.ReplaceAsync();
        await edge.PutAsync(Wanted.Snapshot(2, Wanted.Route(two)));
        await one.KillAsync();
        var last = await AskAsync(kept);
        Assert.Contains("X-Replica: two", last);
        Assert.Contains("Connection: close", last);
        await EndsAsync(old);
    }

    [Theory]
    [InlineData(EdgeUnderTest.Fast)]
    [InlineData(EdgeUnderTest.General)]
    public async Task A_connection_that_has_said_nothing_yet_is_served_by_the_process_that_accepted_it(string lane)
    {
        await using var replaced = await EdgeUnderTest.StartAsync(lane);
        await replaced.PutAsync(Wanted.Snapshot(1, Wanted.Route(one)));
        using var silent = new System.Net.Sockets.TcpClient();
        await silent.ConnectAsync(replaced.Http);
        using (var next = new System.Net.Sockets.TcpClient())
        {
            // Accepted after it, so both are.
            await next.ConnectAsync(replaced.Http);
            Assert.Contains("X-Replica: one", await AskAsync(next));
        }
        var old = await replaced.ReplaceAsync();
        var answer = await AskAsync(silent);
        Assert.Contains("X-Replica: one", answer);
        Assert.Contains("Connection: close", answer);
        await EndsAsync(old);
    }

    [Fact]
    public async Task Two_generations_before_count_as_well()
    {
        var waiting = await WaitAsync();
        await edge.ReplaceAsync();
        await EndsAsync(await edge.ReplaceAsync());
        // The one between ended by itself, and did not take with it what is older.
        Assert.Single(edge.Log.Split('\n'), line => line.Contains("stopping:", StringComparison.Ordinal));
        Assert.Equal(["one"], (await edge.PutAsync(Wanted.Snapshot(2, Wanted.Route(two)))).Lingering);
        one.Open();
        Assert.Equal("one", await waiting);
        await edge.UntilAsync(report => report is { Lingering.Count: 0, Finishing: 0 });
    }

    [Fact]
    public async Task At_the_drain_limit_what_is_left_is_cut()
    {
        var stream = await WebSocketStream.OpenAsync(edge);
        var old = await edge.ReplaceAsync(drainLimit: 1);
        await EndsAsync(old);
        await Assert.ThrowsAnyAsync<Exception>(() => stream.TalkAsync("still there?"));
        Assert.Contains("0 requests and 1 connections are cut", edge.Log);
        Assert.Equal("one", await client.GetStringAsync(edge.Url));
    }

    [Fact]
    public async Task Told_to_stop_the_process_in_charge_stops_those_before_it()
    {
        var waiting = await WaitAsync();
        var old = await edge.ReplaceAsync();
        var stopping = edge.StopAsync();
        one.Open();
        Assert.Equal("one", await waiting);
        await stopping;
        await EndsAsync(old);
        Assert.Empty(Directory.GetFileSystemEntries(edge.Home, "edge.sock*"));
        Assert.Empty(Directory.GetFiles(edge.Home, "inflight*"));
    }

    private async Task<Task<string>> WaitAsync()
    {
        var waiting = client.GetStringAsync(new Uri(edge.Url, "/wait"));
        await edge.UntilStatsAsync(_ => one.Waiting == 1);
        return waiting;
    }

    private static async Task EndsAsync(Process process)
    {
        using var deadline = new CancellationTokenSource(EdgeUnderTest.Patience);
        await process.WaitForExitAsync(deadline.Token);
        Assert.Equal(0, process.ExitCode);
    }

    private static async Task<string> AskAsync(System.Net.Sockets.TcpClient kept)
    {
        await kept.GetStream().WriteAsync("GET /head HTTP/1.1\r\nHost: shop.test\r\n\r\n"u8.ToArray());
        var buffer = new byte[4096];
        var answer = "";
        while (!answer.Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var length = await kept.GetStream().ReadAsync(buffer);
            Assert.True(length > 0, answer);
            answer += System.Text.Encoding.ASCII.GetString(buffer, 0, length);
        }
        return answer;
    }
}
