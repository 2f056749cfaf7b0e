using System.Net;
using Gantry.Integration.Edge.Harness;
using Gantry.Resources.Apps;
using Gantry.Resources.Certificates;

namespace Gantry.Integration.Edge.Http2;

/// <summary>What is plain and what is not, side by side on one connection of HTTP/2.</summary>
public sealed class StreamTests : IAsyncLifetime
{
    private EdgeUnderTest edge = null!;
    private Backend one = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        edge = await EdgeUnderTest.StartAsync();
        one = await Backend.StartAsync("one");
        await edge.PutAsync(Wanted.Snapshot(1, Wanted.Route(one) with { Rules = [new("shop.test", "/", 80)] }));
        client = new HttpClient(new SocketsHttpHandler { ConnectCallback = async (_, cancellation) =>
        {
            Interlocked.Increment(ref connections);
            var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(edge.Http, cancellation);
            return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
        } });
    }

    private int connections;

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await edge.DisposeAsync();
        await one.DisposeAsync();
    }

    [Fact]
    public async Task All_kinds_of_requests_are_answered_on_one_connection()
    {
        var body = new byte[700_000];
        new Random(2).NextBytes(body);
        for (var round = 0; round < 3; round++)
        {
            using var plain = await SendAsync(HttpMethod.Get, "/");
            Assert.Equal("one", await plain.Content.ReadAsStringAsync());
            using var nothing = await SendAsync(HttpMethod.Get, "/", host: "other.test");
            Assert.Equal((HttpStatusCode.NotFound, "no-route"), (nothing.StatusCode, nothing.Headers.GetValues("X-Gantry-Error").Single()));
            using var measured = await SendAsync(HttpMethod.Post, "/echo", new ByteArrayContent(body));
            Assert.Equal(body, await measured.Content.ReadAsByteArrayAsync());
            using var unmeasured = await SendAsync(HttpMethod.Post, "/echo", new StreamContent(new Unmeasured(body)));
            Assert.Equal(body, await unmeasured.Content.ReadAsByteArrayAsync());
            using var head = await SendAsync(HttpMethod.Head, "/");
            Assert.Equal(HttpStatusCode.OK, head.StatusCode);
            using var heads = await SendAsync(HttpMethod.Get, "/head?a=b");
            Assert.Equal("/head?a=b", heads.Headers.GetValues("Got-Target").Single());
            Assert.Equal("shop.test", heads.Headers.GetValues("Got-Host").Single());
            Assert.Equal(32, heads.Headers.GetValues("Got-X-Request-Id").Single().Length);
        }
        Assert.Equal(1, connections);
        await edge.UntilStatsAsync(stats => stats.Requests == 0);
    }

    [Fact]
    public async Task Many_at_once_get_each_their_own()
    {
        var bodies = Enumerable.Range(0, 300).Select(i => new byte[i * 517]).ToArray();
        foreach (var body in bodies) new Random(body.Length).NextBytes(body);
        var answers = await Task.WhenAll(bodies.Select(async body =>
        {
            using var answer = await SendAsync(HttpMethod.Post, "/echo", new ByteArrayContent(body));
            return await answer.Content.ReadAsByteArrayAsync();
        }));
        Assert.Equal(bodies, answers);
    }

    [Fact]
    public async Task A_held_route_answers_when_it_is_let_go()
    {
        using var before = await SendAsync(HttpMethod.Get, "/");
        var held = Wanted.Route(one) with { Rules = [new("shop.test", "/", 80)], Hold = true };
        await edge.PutAsync(Wanted.Snapshot(2, held));
        var waiting = SendAsync(HttpMethod.Get, "/");
        await edge.UntilStatsAsync(stats => stats.Routes[0].Held == 1);
        await edge.PutAsync(Wanted.Snapshot(3, held with { Hold = false }));
        using var answer = await waiting;
        Assert.Equal("one", await answer.Content.ReadAsStringAsync());
        Assert.Equal(1, connections);
    }

    [Fact]
    public async Task A_client_that_takes_a_request_back_is_counted_and_the_connection_goes_on()
    {
        using var gone = new CancellationTokenSource();
        var waiting = client.SendAsync(Of(HttpMethod.Get, "/wait"), gone.Token);
        await edge.UntilStatsAsync(stats => stats.Routes[0].Counts.InFlight == 1);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        var after = await edge.UntilStatsAsync(stats => stats.Routes[0].Counts.InFlight == 0);
        Assert.Equal(1, after.Routes[0].Counts.Failures["clientGone"]);
        using var answer = await SendAsync(HttpMethod.Get, "/");
        Assert.Equal(1, connections);
    }

    [Fact]
    public async Task A_body_that_does_not_say_how_long_it_is_is_cut_where_it_is_too_long()
    {
        await edge.PutAsync(Wanted.Snapshot(2, Wanted.Route(one) with { Policy = new TrafficPolicy { Limits = new TrafficLimits { Body = 1000 } } }));
        using var refused = await SendAsync(HttpMethod.Post, "/wait", new StreamContent(new Unmeasured(new byte[200_000])));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        using var fits = await SendAsync(HttpMethod.Post, "/echo", new StreamContent(new Unmeasured(new byte[1000])));
        Assert.Equal(1000, (await fits.Content.ReadAsByteArrayAsync()).Length);
        Assert.Equal(1, connections);
    }

    [Fact]
    public async Task A_refusal_of_a_request_for_a_head_has_no_body()
    {
        await edge.PutAsync(Wanted.Snapshot(2, Wanted.Route(one) with { Rules = [new RouteRule(null, "/", 80) { Rate = new RateLimit(1, TimeSpan.FromHours(1)) }] }));
        using var raw = await RawHttp2.ConnectAsync(edge.Http);
        raw.Get(1, "/");
        raw.Frame(RawHttp2.Headers, RawHttp2.EndStream | RawHttp2.EndHeaders, 3, RawHttp2.Fields("HEAD", "/"));
        await raw.FlushAsync();
        var answer = await raw.AnswerAsync(3);
        Assert.Equal(("", -1), answer);
        await edge.UntilStatsAsync(stats => stats.Routes[0].Counts.Failures["limited"] == 1);
    }

    [Fact]
    public async Task A_client_of_an_edge_that_is_replaced_goes_to_the_next_and_what_it_has_begun_ends_where_it_was()
    {
        var waiting = SendAsync(HttpMethod.Get, "/wait");
        await edge.UntilStatsAsync(_ => one.Waiting == 1);
        var old = await edge.ReplaceAsync();
        for (var asked = 0; connections == 1; asked++)
        {
            Assert.True(asked < 100_000, "the client was not told");
            using var answer = await SendAsync(HttpMethod.Get, "/");
            Assert.Equal("one", await answer.Content.ReadAsStringAsync());
        }
        one.Open();
        using var last = await waiting;
        Assert.Equal("one", await last.Content.ReadAsStringAsync());
        using var deadline = new CancellationTokenSource(EdgeUnderTest.Patience);
        await old.WaitForExitAsync(deadline.Token);
        Assert.Equal(0, old.ExitCode);
        Assert.Equal(2, connections);
    }

    [Fact]
    public async Task An_authority_is_answered()
    {
        var snapshot = Wanted.Snapshot(2, Wanted.Route(one)) with { Challenges = [new("shop.test", ChallengeKind.Http01, "tok", "tok.hash")] };
        await edge.PutAsync(snapshot);
        using var answer = await SendAsync(HttpMethod.Get, HostChallenge.Path + "tok");
        Assert.Equal("tok.hash", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_edge_that_ends_lets_requests_end_and_takes_no_more()
    {
        var waiting = SendAsync(HttpMethod.Get, "/wait");
        await edge.UntilStatsAsync(_ => one.Waiting == 1);
        var stopping = edge.StopAsync();
        one.Open();
        using var answer = await waiting;
        Assert.Equal("one", await answer.Content.ReadAsStringAsync());
        await stopping;
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null, string host = "shop.test") => client.SendAsync(Of(method, path, content, host));

    private static HttpRequestMessage Of(HttpMethod method, string path, HttpContent? content = null, string host = "shop.test") =>
        new(method, $"http://edge.test{path}") { Content = content, Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Headers = { Host = host } };

    /// <summary>A stream that does not say how long it is.</summary>
    private sealed class Unmeasured(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
