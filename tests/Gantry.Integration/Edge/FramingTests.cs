using System.Net.Sockets;
using System.Text;
using Gantry.Integration.Edge.Harness;
using Gantry.Resources.Traffic;

namespace Gantry.Integration.Edge;

/// <summary>Messages byte for byte: where each ends, in both directions, whoever says it how.</summary>
public class FramingTests : IAsyncLifetime
{
    private EdgeUnderTest edge = null!;

    protected virtual string Lane => EdgeUnderTest.Fast;

    public async ValueTask InitializeAsync() => edge = await EdgeUnderTest.StartAsync(Lane);

    public ValueTask DisposeAsync() => edge.DisposeAsync();

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", false)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", true)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", false)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;a=b\r\nllo\r\n0\r\n\r\n", true)]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nhello", true)]
    [InlineData("HTTP/1.0 200 OK\r\n\r\nhello", true)]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", true)]
    [InlineData("HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello", false)]
    [InlineData("HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", false)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Long: {long}\r\n\r\nhello", false)]
    public async Task An_answer_comes_whole_however_its_end_is_said(string answer, bool closes)
    {
        using var script = new Script(_ => (answer.Replace("{long}", new string('x', 20_000), StringComparison.Ordinal), closes));
        await PutAsync(script);
        using var client = new HttpClient();
        for (var i = 0; i < 5; i++) Assert.Equal("hello", await client.GetStringAsync(edge.Url));
        // Who closes without having said so may do it while the next request is on its way, which is sent again then; nothing else may fail.
        await edge.UntilStatsAsync(stats => stats is { Requests: 0 } && stats.Routes[0].Counts is { InFlight: 0 } counts
            && counts.Failures.Keys.All(kind => closes && kind == "noAnswer") && counts.Started == 5 + counts.Failures.Values.Sum());
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz")]
    public async Task An_answer_that_ends_too_soon_is_not_taken_for_whole(string answer)
    {
        using var script = new Script(_ => (answer, true));
        await PutAsync(script);
        using var client = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(edge.Url));
        await edge.UntilStatsAsync(stats => stats.Routes[0].Counts.Failures.GetValueOrDefault("truncated") == 1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    [InlineData("what is this\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello")]
    public async Task What_is_no_answer_is_told_of_and_a_post_is_not_repeated(string answer)
    {
        using var script = new Script(_ => (answer, true));
        await PutAsync(script);
        using var client = new HttpClient();
        using var posted = await client.PostAsync(edge.Url, new StringContent("once"));
        Assert.Equal(502, (int)posted.StatusCode);
        Assert.Equal("no-answer", posted.Headers.GetValues("X-Gantry-Error").Single());
        Assert.Equal(1, script.Connections);
    }

    [Theory]
    [InlineData("POST", 1)]
    [InlineData("DELETE", 1)]
    [InlineData("GET", 2)]
    public async Task What_a_kept_connection_swallows_is_sent_again_only_if_it_changes_nothing(string method, int heard)
    {
        var asked = 0;
        using var script = new Script(request => !request.Contains(" /again ", StringComparison.Ordinal) ? ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", false)
            : Interlocked.Increment(ref asked) == 1 ? ("", true) : ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nagain", false));
        await PutAsync(script);
        using var client = new HttpClient();
        Assert.Equal("hello", await client.GetStringAsync(edge.Url));
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(edge.Url, "again"));
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(heard == 1 ? 502 : 200, (int)answer.StatusCode);
        Assert.Equal(heard, asked);
    }

    [Fact]
    public async Task Requests_in_one_piece_are_answered_one_after_the_other()
    {
        using var script = new Script(heard => ($"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{heard.Split(' ')[1][1..]}", false));
        await PutAsync(script);
        using var client = await ConnectAsync();
        var requests = string.Concat(Enumerable.Range(10, 80).Select(n => n % 3 == 0
            ? $"POST /{n} HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
            : $"GET /{n} HTTP/1.1\r\nHost: x\r\nX-Filler: {new string('x', 400)}\r\n\r\n"));
        await SendAsync(client, requests + "GET /99 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        var answers = await HearAllAsync(client);
        Assert.Equal(Enumerable.Range(10, 80).Append(99).Select(n => $"{n}"), answers.Split("\r\n\r\n").Skip(1).Select(answer => answer[..2]));
    }

    [Fact]
    public async Task A_request_that_comes_byte_by_byte_is_one_request()
    {
        using var script = new Script(heard => (heard.EndsWith("hello", StringComparison.Ordinal) ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" : "HTTP/1.1 500 Bad\r\nContent-Length: 0\r\n\r\n", false));
        await PutAsync(script);
        using var client = await ConnectAsync();
        client.NoDelay = true;
        foreach (var one in "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello") await SendAsync(client, $"{one}");
        Assert.EndsWith("ok", await HearAllAsync(client));
    }

    [Fact]
    public async Task A_client_that_reads_slowly_gets_all_of_it_and_keeps_nobody_else_waiting()
    {
        // More than the kernel takes for a client that does not read.
        var large = string.Concat(Enumerable.Range(0, 8_000_000).Select(n => (char)('a' + (n % 23))));
        using var script = new Script(heard => heard.StartsWith("GET /large", StringComparison.Ordinal)
            ? ($"HTTP/1.1 200 OK\r\nContent-Length: {large.Length}\r\n\r\n{large}", false) : ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", false));
        await PutAsync(script);
        using var slow = await ConnectAsync();
        await SendAsync(slow, "GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        await edge.UntilStatsAsync(stats => stats.Requests == 1);
        using var other = new HttpClient();
        for (var i = 0; i < 50; i++) Assert.Equal("ok", await other.GetStringAsync(edge.Url));
        Assert.EndsWith("\r\n\r\n" + large, await HearAllAsync(slow));
        await edge.UntilStatsAsync(stats => stats.Requests == 0 && stats.Routes[0].Counts.Failures.Count == 0);
    }

    [Fact]
    public async Task A_replica_that_closes_between_requests_costs_none()
    {
        var answered = 0;
        using var script = new Script(_ => ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", Interlocked.Increment(ref answered) % 2 == 0));
        await PutAsync(script);
        using var client = new HttpClient();
        for (var i = 0; i < 200; i++) Assert.Equal("ok", await client.GetStringAsync(edge.Url));
        Assert.Empty((await edge.StatsAsync()).Routes[0].Counts.Failures);
    }

    [Fact]
    public async Task Connections_that_clients_leave_in_any_state_leave_nothing_behind()
    {
        using var script = new Script(heard => heard.StartsWith("GET /never", StringComparison.Ordinal) ? ("", false) : ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", false));
        await PutAsync(script);
        string[] beginnings = ["", "GET", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "GET /never HTTP/1.1\r\nHost: x\r\n\r\n", "POST /never HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc", "GET / HTTP/1.1\r\nHost: x\r\n\r\nGET"];
        for (var round = 0; round < 100; round++)
        {
            using var client = await ConnectAsync();
            await SendAsync(client, beginnings[round % beginnings.Length]);
            if (round % 4 == 0) client.LingerState = new LingerOption(true, 0);
        }
        var stats = await edge.UntilStatsAsync(stats => stats.Requests == 0 && stats.Routes[0].Counts.InFlight == 0 && stats.Replicas.All(replica => replica.Counts.InFlight == 0));
        using var after = new HttpClient();
        Assert.Equal("ok", await after.GetStringAsync(edge.Url));
        // What is still open is our own connection, and the edge's to the replica.
        await edge.UntilAsync(() => edge.OpenSockets < 40);
        Assert.DoesNotContain(stats.Routes[0].Counts.Failures, failure => failure.Key is "noAnswer" or "truncated");
    }

    [Fact]
    public async Task A_client_that_ends_its_side_with_its_request_still_gets_the_answer()
    {
        // There who ends its side has gone.
        if (Lane == EdgeUnderTest.General) return;
        using var script = new Script(_ => ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", false));
        await PutAsync(script);
        using var client = await ConnectAsync();
        await SendAsync(client, "GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n");
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal(3, (await HearAllAsync(client)).Split("HTTP/1.1 200").Length);
    }

    private Task PutAsync(Script script) => edge.PutAsync(Wanted.Snapshot(1, Wanted.Bare(1, new SnapshotReplica("one", script.Address.ToString())) with { Rules = [new(null, "/", 80)] }));

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(edge.Http);
        return socket;
    }

    private static async Task SendAsync(Socket socket, string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text).AsMemory();
        while (bytes.Length > 0) bytes = bytes[await socket.SendAsync(bytes)..];
    }

    private static async Task<string> HearAllAsync(Socket socket)
    {
        using var deadline = new CancellationTokenSource(EdgeUnderTest.Patience);
        var all = new StringBuilder();
        var buffer = new byte[64 * 1024];
        for (int length; (length = await socket.ReceiveAsync(buffer, deadline.Token)) > 0;) all.Append(Encoding.Latin1.GetString(buffer, 0, length));
        return all.ToString();
    }
}
