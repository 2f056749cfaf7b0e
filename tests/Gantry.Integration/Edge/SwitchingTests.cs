using System.Net;
using System.Net.WebSockets;
using Gantry.Integration.Edge.Harness;
using Gantry.Resources.Apps;
using Gantry.Resources.Traffic;

namespace Gantry.Integration.Edge;

public class SwitchingTests : IAsyncLifetime
{
    private readonly HttpClient client = new();
    private EdgeUnderTest edge = null!;
    private Backend one = null!;
    private Backend two = null!;

    protected virtual string Lane => EdgeUnderTest.Fast;

    public async ValueTask InitializeAsync()
    {
        edge = await EdgeUnderTest.StartAsync(Lane);
        one = await Backend.StartAsync("one");
        two = await Backend.StartAsync("two");
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
    public async Task A_request_ends_where_it_began_and_the_next_goes_to_the_new_replica()
    {
        var waiting = client.GetStringAsync(new Uri(edge.Url, "/wait"));
        await edge.UntilStatsAsync(_ => one.Waiting == 1);
        var report = await edge.PutAsync(Wanted.Snapshot(2, Wanted.Route(two)));
        Assert.Equal(["one"], report.Lingering);
        Assert.Equal("two", await client.GetStringAsync(edge.Url));
        one.Open();
        Assert.Equal("one", await waiting);
        await edge.UntilAsync(now => now.Lingering.Count == 0);
    }

    [Fact]
    public async Task Weights_hold_to_the_request()
    {
        await edge.PutAsync(Wanted.Snapshot(2, Wanted.Route(one) with
        {
            Backends = [new(1, 95, [new("one", one.Address.ToString())]), new(2, 5, [new("two", two.Address.ToString())])],
        }));
        for (var i = 0; i < 100; i++) await client.GetStringAsync(edge.Url);
        Assert.Equal((95, 5), (one.Served, two.Served));
        var releases = (await edge.StatsAsync()).Routes[0].Releases;
        Assert.Equal([95L, 5L], releases.Select(release => release.Counts.Started));
    }

    [Fact]
    public async Task Held_requests_wait_and_go_to_what_is_live_then()
    {
        await edge.PutAsync(Wanted.Snapshot(2, Wanted.Route(one) with { Hold = true }));
        var held = Enumerable.Range(0, 20).Select(_ => client.GetStringAsync(edge.Url)).ToArray();
        await edge.UntilStatsAsync(stats => stats.Routes[0].Held == 20);
        await edge.PutAsync(Wanted.Snapshot(3, Wanted.Route() with { Hold = true }));
        await edge.PutAsync(Wanted.Snapshot(4, Wanted.Route(two)));
        Assert.All(await Task.WhenAll(held), answer => Assert.Equal("two", answer));
    }

    [Fact]
    public async Task Requests_held_for_too_long_are_told_when_to_come_again()
    {
        await edge.PutAsync(Wanted.Snapshot(2, Wanted.Route(one) with { Hold = true, HoldTimeout = TimeSpan.FromMilliseconds(200) }));
        using var answer = await client.GetAsync(edge.Url);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal("hold-timeout", answer.Headers.GetValues("X-Gantry-Error").Single());
        Assert.Equal(1, (await edge.StatsAsync()).Routes[0].Counts.Failures["holdTimeout"]);
    }

    [Fact]
    public async Task A_route_that_is_without_replicas_for_a_moment_answers_when_one_is_there()
    {
        await edge.PutAsync(Wanted.Snapshot(2, Wanted.Route()));
        var waiting = client.GetStringAsync(edge.Url);
        await edge.UntilStatsAsync(stats => stats.Routes[0].Held == 1);
        await edge.PutAsync(Wanted.Snapshot(3, Wanted.Route(two)));
        Assert.Equal("two", await waiting);
    }

    [Fact]
    public async Task A_replica_that_is_started_again_is_waited_for()
    {
        await one.DisposeAsync();
        var waiting = client.GetStringAsync(edge.Url);
        await edge.UntilAsync(report => report.Unhealthy.Contains("one"));
        await using var again = await Backend.StartAsync("again", one.Address);
        Assert.Equal("again", await waiting);
        await edge.UntilAsync(report => report.Unhealthy.Count == 0);
    }

    [Fact]
    public async Task A_dead_replica_in_rotation_costs_no_request()
    {
        await edge.PutAsync(Wanted.Snapshot(2, Wanted.Route(one, two)));
        await one.DisposeAsync();
        for (var i = 0; i < 20; i++)
        {
            using var answer = await client.PostAsync(edge.Url, new StringContent("x"));
            Assert.Equal("two", await answer.Content.ReadAsStringAsync());
        }
        Assert.Equal(["one"], (await edge.ReportAsync()).Unhealthy);
    }

    [Fact]
    public async Task A_replica_whose_probe_fails_leaves_the_rotation_and_comes_back()
    {
        var probe = new ProbeDefinition { Kind = ProbeKind.Http, Path = "/status?500", Port = 80, Interval = TimeSpan.FromMilliseconds(100) };
        await edge.PutAsync(Wanted.Snapshot(2, Wanted.Route(one, two) with { Probe = probe }));
        await edge.UntilAsync(report => report.Unhealthy.Count == 2);
        // All of them fail: then the probe may be what is wrong.
        Assert.NotEmpty(await client.GetStringAsync(edge.Url));
        await edge.PutAsync(Wanted.Snapshot(3, Wanted.Route(one, two) with { Probe = probe with { Path = "/status?204" } }));
        await edge.UntilAsync(report => report.Unhealthy.Count == 0);
    }

    [Fact]
    public async Task A_websocket_may_go_on_until_the_drain_timeout_and_is_then_cut()
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{edge.Http}/ws"), CancellationToken.None);
        var report = await edge.PutAsync(Wanted.Snapshot(2, Wanted.Route(two) with { DrainTimeout = TimeSpan.FromSeconds(1) }));
        Assert.Equal(["one"], report.Lingering);
        await socket.SendAsync("still there"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
        var buffer = new byte[100];
        Assert.Equal(11, (await socket.ReceiveAsync(buffer, CancellationToken.None)).Count);
        await edge.UntilAsync(now => now.Lingering.Count == 0);
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ReceiveAsync(buffer, CancellationToken.None));
    }

    [Fact]
    public async Task A_request_that_outlasts_the_drain_timeout_is_told_so()
    {
        var waiting = client.GetAsync(new Uri(edge.Url, "/wait"));
        await edge.UntilStatsAsync(_ => one.Waiting == 1);
        await edge.PutAsync(Wanted.Snapshot(2, Wanted.Route(two) with { DrainTimeout = TimeSpan.FromMilliseconds(200) }));
        using var answer = await waiting;
        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        Assert.Contains("drainTimeout", await answer.Content.ReadAsStringAsync());
    }
}
