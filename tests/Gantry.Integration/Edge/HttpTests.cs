using System.Net;
using System.Net.WebSockets;
using System.Text;
using Gantry.Integration.Edge.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Edge;

public class HttpTests : IAsyncLifetime
{
    private readonly HttpClient client = new();
    private EdgeUnderTest edge = null!;
    private Backend one = null!;

    protected virtual string Lane => EdgeUnderTest.Fast;

    public async ValueTask InitializeAsync()
    {
        edge = await EdgeUnderTest.StartAsync(Lane);
        one = await Backend.StartAsync("one");
        await edge.PutAsync(Wanted.Snapshot(1, Wanted.Route(one)));
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await edge.DisposeAsync();
        await one.DisposeAsync();
    }

    [Fact]
    public async Task The_request_arrives_as_it_was_sent_but_for_what_the_edge_vouches_for()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(edge.Url + "head?a=%2F&b=..%2e/x", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        request.Headers.Host = "shop.test:8080";
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", "6.6.6.6");
        request.Headers.TryAddWithoutValidation("X_Forwarded_Proto", "https");
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", "https");
        request.Headers.TryAddWithoutValidation("X-Request-Id", "mine");
        request.Headers.TryAddWithoutValidation("Connection", "X-Hop");
        request.Headers.TryAddWithoutValidation("X-Hop", "1");
        request.Headers.TryAddWithoutValidation("Cookie", "a=1");
        using var answer = await client.SendAsync(request);
        Assert.Equal("/head?a=%2F&b=..%2e/x", Got(answer, "Target"));
        Assert.Equal("shop.test:8080", Got(answer, "Host"));
        Assert.Equal("127.0.0.1", Got(answer, "X-Forwarded-For"));
        Assert.Equal("http", Got(answer, "X-Forwarded-Proto"));
        Assert.Equal("shop.test:8080", Got(answer, "X-Forwarded-Host"));
        Assert.Equal("mine", Got(answer, "X-Request-Id"));
        Assert.Equal("a=1", Got(answer, "Cookie"));
        Assert.Null(Got(answer, "X-Hop"));
        Assert.Null(Got(answer, "X_Forwarded_Proto"));
        using var second = await client.GetAsync(new Uri(edge.Url, "/head"));
        Assert.Equal(32, Got(second, "X-Request-Id")!.Length);
    }

    [Fact]
    public async Task A_body_of_any_size_goes_there_and_back()
    {
        var sent = new byte[5_000_000];
        Random.Shared.NextBytes(sent);
        using var known = await client.PostAsync(new Uri(edge.Url, "/echo"), new ByteArrayContent(sent));
        Assert.Equal(sent, await known.Content.ReadAsByteArrayAsync());
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(edge.Url, "/echo")) { Content = new ByteArrayContent(sent) };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.ExpectContinue = true;
        using var chunked = await client.SendAsync(request);
        Assert.Equal(sent, await chunked.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("GET", 204)]
    [InlineData("GET", 304)]
    [InlineData("HEAD", 200)]
    [InlineData("DELETE", 204)]
    [InlineData("GET", 500)]
    [InlineData("GET", 301)]
    public async Task Answers_without_a_body_have_none(string method, int status)
    {
        using var quick = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(edge.Url, $"/status?{status}"));
            using var answer = await quick.SendAsync(request);
            Assert.Equal(status, (int)answer.StatusCode);
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public async Task An_answer_is_passed_on_while_it_is_being_made()
    {
        using var answer = await client.GetAsync(new Uri(edge.Url, "/events"), HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await answer.Content.ReadAsStreamAsync();
        var buffer = new byte[5];
        await stream.ReadExactlyAsync(buffer);
        Assert.Equal("first", Encoding.ASCII.GetString(buffer));
        one.Open();
        using var reader = new StreamReader(stream);
        Assert.Equal("last", await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_not_taken_for_a_whole_one()
    {
        using var answer = await client.GetAsync(new Uri(edge.Url, "/torn"), HttpCompletionOption.ResponseHeadersRead);
        var reading = answer.Content.ReadAsStringAsync();
        one.Open();
        await Assert.ThrowsAsync<HttpRequestException>(() => reading);
        await edge.UntilStatsAsync(stats => stats.Routes[0].Counts.Failures.GetValueOrDefault("truncated") == 1);
    }

    [Fact]
    public async Task A_replica_that_does_not_answer_is_asked_again_only_where_that_changes_nothing()
    {
        using var got = await client.GetAsync(new Uri(edge.Url, "/silent"));
        Assert.Equal(HttpStatusCode.BadGateway, got.StatusCode);
        var asked = one.Served;
        Assert.True(asked > 1);
        using var posted = await client.PostAsync(new Uri(edge.Url, "/silent"), new StringContent("once"));
        Assert.Equal(HttpStatusCode.BadGateway, posted.StatusCode);
        using var empty = await client.PostAsync(new Uri(edge.Url, "/silent"), null);
        Assert.Equal(HttpStatusCode.BadGateway, empty.StatusCode);
        Assert.Equal(asked + 2, one.Served);
    }

    [Fact]
    public async Task An_answer_may_come_before_the_whole_request()
    {
        using var answer = await client.PostAsync(new Uri(edge.Url, "/refuse-body"), new ByteArrayContent(new byte[100_000]));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Http2_without_tls_is_understood()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, edge.Url) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpVersion.Version20, answer.Version);
        Assert.Equal("one", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_grpc_call_keeps_its_trailers()
    {
        await edge.PutAsync(Wanted.Snapshot(2, Wanted.Route(one) with { Rules = [new(null, "/", 81)] }));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(edge.Url, "/grpc")) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Content = new ByteArrayContent([1, 2, 3]) { Headers = { ContentType = new("application/grpc") } };
        request.Headers.TE.Add(new("trailers"));
        using var answer = await client.SendAsync(request);
        Assert.Equal([1, 2, 3], await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("0", answer.TrailingHeaders.GetValues("grpc-status").Single());
        Assert.Equal("trailers", answer.TrailingHeaders.GetValues("grpc-message").Single());
    }

    [Fact]
    public async Task A_websocket_talks_and_says_goodbye()
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{edge.Http}/ws"), TestContext.Current.CancellationToken);
        Assert.Equal("hello", await socket.SayAsync("hello"));
        Assert.Equal((0, 1), await OpenAsync());
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", TestContext.Current.CancellationToken);
        Assert.Equal("bye", socket.CloseStatusDescription);
        await edge.UntilStatsAsync(stats => stats is { Requests: 0, Connections: 0 });
    }

    [Fact]
    public async Task A_client_that_goes_takes_its_request_along()
    {
        using var gone = new CancellationTokenSource();
        var waiting = client.GetAsync(new Uri(edge.Url, "/wait"), gone.Token);
        await edge.UntilStatsAsync(stats => stats.Routes[0].Counts.InFlight == 1);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        var after = await edge.UntilStatsAsync(stats => stats.Routes[0].Counts.InFlight == 0);
        Assert.Equal(1, after.Routes[0].Counts.Failures["clientGone"]);
    }

    private async Task<(int Requests, int Connections)> OpenAsync()
    {
        var stats = await edge.StatsAsync();
        return (stats.Requests, stats.Connections);
    }

    private static string? Got(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues("Got-" + name, out var values) ? string.Join(", ", values) : null;
}
