using Gantry.Integration.Edge.Harness;
using Gantry.Resources.Edges;

namespace Gantry.Integration.Edge.Guards;

/// <summary>Clients that take their time, all of them at once: they are cut, and who comes meanwhile is served.</summary>
public class SlowClientTests : IAsyncLifetime
{
    private const string Get = "GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n";
    private const string Big = "production/shop.big";

    private EdgeUnderTest edge = null!;
    private Backend backend = null!;

    protected virtual string Lane => EdgeUnderTest.Fast;

    public async ValueTask InitializeAsync()
    {
        edge = await EdgeUnderTest.StartAsync(Lane, "--limits", "head=1,idle=2,rate=1000,grace=2");
        backend = await Backend.StartAsync("one");
    }

    public async ValueTask DisposeAsync()
    {
        await edge.DisposeAsync();
        await backend.DisposeAsync();
    }

    [Fact]
    public async Task Slow_heads_bodies_and_readers_and_silent_clients_are_ended_and_others_are_served()
    {
        using var script = new Script(_ => ($"HTTP/1.1 200 OK\r\nContent-Length: 30000000\r\n\r\n{new string('x', 30_000_000)}", true));
        var big = Wanted.Bare(1, new Resources.Traffic.SnapshotReplica("big", script.Address.ToString())) with { Name = Big, Rules = [new("big.test", "/", 80)] };
        await edge.PutAsync(Wanted.Snapshot(2, Wanted.Route(backend), big));
        var heads = await ManyAsync(50, "GET / HTTP/1.1\r\nHost: shop.test\r\n");
        var small = await ManyAsync(20, "POST /small HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 4096\r\n\r\nx");
        var large = await ManyAsync(20, "POST /echo HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 10000000\r\n\r\nx");
        var readers = await ManyAsync(5, "GET / HTTP/1.1\r\nHost: big.test\r\n\r\n", window: 2048);
        var silent = await ManyAsync(20, "");
        var done = await ManyAsync(20, Get);

        var ended = heads.Select(one => one.DribbleAsync("X-A: b\r\n")).Concat(small.Concat(large).Select(one => one.DribbleAsync("x"))).ToArray();
        await OthersAreServedAsync(edge);
        var said = await Task.WhenAll(ended);
        Assert.All(said[..70], answer => Assert.StartsWith("HTTP/1.1 408", answer));
        foreach (var client in silent) Assert.Equal("", await client.HearAsync());
        foreach (var client in done) Assert.StartsWith("HTTP/1.1 200", await client.HearAsync());
        var stats = await edge.UntilStatsAsync(stats => stats.Requests == 0 && Of(stats, Big).Counts.Failures.GetValueOrDefault("clientGone") == 5);
        Assert.All(stats.Replicas, replica => Assert.Equal(0, replica.Counts.InFlight));
        // What comes slowly and is small has troubled nobody.
        Assert.Equal(100 + 20 + 20, Of(stats, Wanted.Web).Counts.Started);
        foreach (var reader in readers) Assert.InRange((await reader.HearAsync()).Length, 0, 29_999_999);
        foreach (var client in (Attacker[])[.. heads, .. small, .. large, .. readers, .. silent, .. done]) client.Dispose();
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: shop.test\r\n", "X-Bomb: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: shop.test\r\nX-Bomb: ", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb")]
    [InlineData("GET /", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("POST / HTTP/1.1\r\nHost: shop.test\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "X-Bomb: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\r\n")]
    public async Task A_head_without_end_is_ended_before_it_costs_much(string start, string more)
    {
        const int Most = 8_000_000;
        await edge.PutAsync(Wanted.Snapshot(1, Wanted.Route(backend)));
        using var attacker = await Attacker.ConnectAsync(edge.Http, Loopback.Next());
        await attacker.SayAsync(start);
        var piece = string.Concat(Enumerable.Repeat(more, 100));
        var said = 0;
        while (!attacker.IsCut && said < Most && await attacker.SayAsync(piece)) said += piece.Length;
        Assert.InRange(said, 0, Most - 1);
    }

    internal static async Task OthersAreServedAsync(EdgeUnderTest edge)
    {
        using var client = new HttpClient { Timeout = EdgeUnderTest.Patience };
        for (var i = 0; i < 100; i++) Assert.Equal("one", await client.GetStringAsync(edge.Url));
    }

    /// <summary>From an address that nobody else has.</summary>
    private async Task<Attacker[]> ManyAsync(int count, string say, int window = 0)
    {
        var from = Loopback.Next();
        var all = new Attacker[count];
        for (var i = 0; i < count; i++)
        {
            all[i] = await Attacker.ConnectAsync(edge.Http, from, window);
            await all[i].SayAsync(say);
        }
        return all;
    }

    private static RouteTraffic Of(EdgeStats stats, string route) => stats.Routes.Single(one => one.Route == route);
}

public sealed class GeneralLaneSlowClientTests : SlowClientTests
{
    protected override string Lane => EdgeUnderTest.General;
}
