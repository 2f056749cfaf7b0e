using System.Net;
using System.Net.Http.Json;
using Gantry.Integration.Edge.Harness;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Traffic;

namespace Gantry.Integration.Edge;

public class RoutingTests : IAsyncLifetime
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
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await edge.DisposeAsync();
        await one.DisposeAsync();
        await two.DisposeAsync();
    }

    [Fact]
    public async Task An_edge_without_a_snapshot_says_that_nothing_is_routed()
    {
        using var answer = await client.GetAsync(new Uri(edge.Url, "/some/where"));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains($"{edge.Http}/some/where", text);
        Assert.Contains("gantry up", text);
    }

    [Fact]
    public async Task Requests_go_where_host_and_path_say()
    {
        await edge.PutAsync(Wanted.Snapshot(1,
            Wanted.Bare(1, one) with { Name = "a", Rules = [new RouteRule("one.test", "/", 80)] },
            Wanted.Bare(1, two) with { Name = "b", Rules = [new RouteRule("one.test", "/two", 80), new RouteRule("*.two.test", "/", 80)] }));
        Assert.Equal("one", await GetAsync("one.test", "/twofold"));
        Assert.Equal("two", await GetAsync("one.test", "/two/x"));
        Assert.Equal("two", await GetAsync("a.two.test", "/"));
        Assert.Contains("404", await GetAsync("two.test", "/"));
    }

    [Fact]
    public async Task A_service_is_reached_at_its_own_address_by_its_callers_and_at_published_ports_by_all()
    {
        var address = Loopback.Next();
        var route = Wanted.Bare(1, one) with { Address = address.ToString(), Ports = [80], Published = [new PublishedPort(null, 9000, 80)] };
        var report = await edge.PutAsync(Wanted.Snapshot(1, route with { Callers = ["127.0.0.1"] }));
        Assert.Empty(report.ListenFailures);
        Assert.Equal("one", await client.GetStringAsync($"http://{address}/"));
        Assert.Equal("one", await client.GetStringAsync($"http://{edge.Http.Address}:9000/"));

        await edge.PutAsync(Wanted.Snapshot(2, route with { Callers = ["127.0.0.9"] }));
        using var stranger = new HttpClient();
        var refused = stranger.GetStringAsync($"http://{address}/");
        await Assert.ThrowsAsync<HttpRequestException>(() => refused);
        Assert.Equal("one", await stranger.GetStringAsync($"http://{edge.Http.Address}:9000/"));
    }

    [Fact]
    public async Task A_caller_that_is_a_little_ahead_of_its_snapshot_is_let_in()
    {
        var address = Loopback.Next();
        var route = Wanted.Bare(1, one) with { Address = address.ToString(), Ports = [80] };
        await edge.PutAsync(Wanted.Snapshot(1, route));
        var early = client.GetStringAsync($"http://{address}/");
        await edge.PutAsync(Wanted.Snapshot(2, route with { Callers = ["127.0.0.1"] }));
        Assert.Equal("one", await early);
    }

    [Fact]
    public async Task Older_foreign_and_unusable_snapshots_change_nothing()
    {
        await edge.PutAsync(Wanted.Snapshot(5, Wanted.Route(one)));
        await RefusedAsync(HttpStatusCode.Conflict, "snapshot.older", Wanted.Snapshot(4, Wanted.Route(two)));
        await RefusedAsync(HttpStatusCode.Conflict, "snapshot.platform", Wanted.Snapshot(6, Wanted.Route(two)) with { Platform = "other" });
        await RefusedAsync(HttpStatusCode.UnprocessableEntity, "snapshot.address", Wanted.Snapshot(6, Wanted.Route(two) with { Address = "x" }));
        await RefusedAsync(HttpStatusCode.UnprocessableEntity, "snapshot.unreadable", Wanted.Snapshot(6) with { Routes = null! });
        Assert.Equal("one", await client.GetStringAsync(edge.Url));
        Assert.Equal(5, (await edge.ReportAsync()).Revision);
        Assert.Equal(5, (await edge.PutAsync(Wanted.Snapshot(5, Wanted.Route(one)))).Revision);
    }

    [Fact]
    public async Task An_address_that_is_taken_is_reported_and_served_as_soon_as_it_is_free()
    {
        var squatter = new System.Net.Sockets.TcpListener(edge.Http.Address, 9000);
        squatter.Start();
        var route = Wanted.Route(one) with { Published = [new PublishedPort(null, 9000, 80), new PublishedPort("192.0.2.1", 9001, 80)] };
        var report = await edge.PutAsync(Wanted.Snapshot(1, route));
        Assert.Equal(["another process listens there", "the address is not one of this machine"], report.ListenFailures.Select(failure => failure.Reason));
        Assert.Equal("one", await client.GetStringAsync(edge.Url));
        squatter.Stop();
        await edge.UntilAsync(now => now.ListenFailures.Count == 1);
        Assert.Equal("one", await client.GetStringAsync($"http://{edge.Http.Address}:9000/"));
    }

    [Fact]
    public async Task A_port_on_every_address_and_one_on_a_single_address_live_side_by_side()
    {
        var address = Loopback.Next();
        var port = 20_000 + (Environment.ProcessId % 10_000);
        await edge.PutAsync(Wanted.Snapshot(1, Wanted.Bare(1, one) with { Address = address.ToString(), Ports = [port], Callers = ["127.0.0.1"] }));
        var report = await edge.PutAsync(Wanted.Snapshot(2,
            Wanted.Bare(1, one) with { Address = address.ToString(), Ports = [port], Callers = ["127.0.0.1"] },
            Wanted.Bare(1, two) with { Name = "b", Published = [new PublishedPort("0.0.0.0", port, 80)] }));
        Assert.Empty(report.ListenFailures);
        Assert.Equal("two", await client.GetStringAsync($"http://{edge.Http.Address}:{port}/"));
    }

    private async Task RefusedAsync(HttpStatusCode status, string code, TrafficSnapshot snapshot)
    {
        using var answer = await edge.OfferAsync(snapshot);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(code, (await answer.Content.ReadFromJsonAsync(GantryJson.Default.ProblemDetails))!.Problems[0].Code);
    }

    private async Task<string> GetAsync(string host, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(edge.Url, path)) { Headers = { Host = host } };
        using var answer = await client.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }
}
