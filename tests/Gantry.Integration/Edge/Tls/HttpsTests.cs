using System.Net;
using System.Net.WebSockets;
using System.Text;
using Gantry.Integration.Edge.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Edge.Tls;

public class HttpsTests : TlsTest
{
    [Theory]
    [InlineData(Shop, 1)]
    [InlineData(Shop, 2)]
    [InlineData(Blog, 1)]
    [InlineData(Blog, 2)]
    public async Task Each_host_answers_with_its_own_certificate_in_both_versions(string host, int major)
    {
        using var answer = await GetAsync($"https://{host}/", new Version(major, major == 1 ? 1 : 0));
        Assert.Equal("one", await answer.Content.ReadAsStringAsync());
        Assert.Equal(major, answer.Version.Major);
        Assert.Contains(host, Shown!.Subject);
        Assert.Equal("max-age=31536000", answer.Headers.GetValues("Strict-Transport-Security").Single());
    }

    [Fact]
    public async Task An_answer_of_the_edge_s_own_says_too_that_it_is_https_alone()
    {
        using var answer = await Client.PostAsync($"https://{Shop}/silent", new StringContent("body"));
        Assert.Equal((HttpStatusCode.BadGateway, "no-answer"), (answer.StatusCode, answer.Headers.GetValues("X-Gantry-Error").Single()));
        Assert.Equal("max-age=31536000", answer.Headers.GetValues("Strict-Transport-Security").Single());
    }

    [Fact]
    public async Task The_replica_is_told_that_it_was_https()
    {
        using var answer = await GetAsync($"https://{Shop}/head");
        Assert.Equal("https", answer.Headers.GetValues("Got-X-Forwarded-Proto").Single());
        Assert.Equal(Shop, answer.Headers.GetValues("Got-X-Forwarded-Host").Single());
    }

    [Fact]
    public async Task Http_is_redirected_with_method_path_and_query()
    {
        using var get = await GetAsync($"http://{Shop}/a/b?c=%2F&d");
        Assert.Equal(HttpStatusCode.PermanentRedirect, get.StatusCode);
        Assert.Equal($"https://{Shop}:8443/a/b?c=%2F&d", get.Headers.Location!.OriginalString);
        using var post = await Client.PostAsync($"http://{Shop}:80/x", new StringContent("body"));
        Assert.Equal(HttpStatusCode.PermanentRedirect, post.StatusCode);
        Assert.Equal(0, One.Served);
        using var plain = await GetAsync($"http://{Plain}/");
        Assert.Equal("one", await plain.Content.ReadAsStringAsync());
        Assert.False(plain.Headers.Contains("Strict-Transport-Security"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_body_of_any_size_goes_there_and_back(int major)
    {
        var sent = new byte[3_000_000];
        new Random(1).NextBytes(sent);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"https://{Shop}/echo") { Content = new ByteArrayContent(sent), Version = new Version(major, major == 1 ? 1 : 0), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var answer = await Client.SendAsync(request);
        Assert.Equal(sent, await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_websocket_talks_over_tls_and_says_goodbye()
    {
        using var socket = new ClientWebSocket();
        using var invoker = new HttpMessageInvoker(MakeHandler());
        await socket.ConnectAsync(new Uri($"wss://{Shop}/ws"), invoker, TestContext.Current.CancellationToken);
        Assert.Equal("hello", await socket.SayAsync("hello"));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", TestContext.Current.CancellationToken);
        Assert.Equal("bye", socket.CloseStatusDescription);
        await Edge.UntilStatsAsync(stats => stats is { Requests: 0, Connections: 0 });
    }

    [Fact]
    public async Task A_client_that_goes_takes_its_request_along()
    {
        using var gone = new CancellationTokenSource();
        using var client = MakeClient();
        var waiting = client.GetAsync(new Uri($"https://{Shop}/wait"), gone.Token);
        await Edge.UntilStatsAsync(stats => stats.Routes[0].Counts.InFlight == 1);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        var after = await Edge.UntilStatsAsync(stats => stats.Routes[0].Counts.InFlight == 0);
        Assert.Equal(1, after.Routes[0].Counts.Failures["clientGone"]);
    }

    [Fact]
    public async Task Another_name_gets_no_handshake_and_disturbs_nobody()
    {
        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync($"https://{Plain}/"));
        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync($"https://{Edge.Https.Address}/"));
        using var silent = await TcpClientSide.ConnectAsync(Edge.Https.Address, Edge.Https.Port);
        await silent.SayAsync("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n");
        Assert.DoesNotContain("HTTP/1.1 2", Encoding.Latin1.GetString(await silent.HearAllAsync()), StringComparison.Ordinal);
        using var answer = await GetAsync($"https://{Shop}/");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Nothing_listens_for_https_before_a_route_is_for_it_and_after_the_last()
    {
        await Edge.PutAsync(Wanted.Snapshot(2, Wanted.Route(One)));
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => TcpClientSide.ConnectAsync(Edge.Https.Address, Edge.Https.Port));
        await Edge.PutAsync(Of(3));
        using var answer = await GetAsync($"https://{Shop}/");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
