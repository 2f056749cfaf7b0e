using System.Net.Sockets;
using System.Text;
using Gantry.Integration.Edge.Harness;
using Gantry.Resources.Apps;
using Gantry.Resources.Traffic;

namespace Gantry.Integration.Edge;

public class TcpTests : IAsyncLifetime
{
    private EdgeUnderTest edge = null!;

    protected virtual string Lane => EdgeUnderTest.Fast;

    public async ValueTask InitializeAsync() => edge = await EdgeUnderTest.StartAsync(Lane);

    public ValueTask DisposeAsync() => edge.DisposeAsync();

    [Theory]
    [InlineData(5432)]
    [InlineData(4000)]
    public async Task Both_directions_end_by_themselves_and_nothing_of_a_large_stream_is_lost(int port)
    {
        using var echo = new TcpBackend(port, TcpBackend.EchoAsync);
        await edge.PutAsync(Wanted.Snapshot(1, Route(echo, port)));
        using var client = await TcpClientSide.ConnectAsync(edge.Http.Address, 9000);
        var sent = new byte[3_000_000];
        Random.Shared.NextBytes(sent);
        sent[0] = 0;
        var hearing = client.HearAllAsync();
        await client.SayAsync(sent);
        client.End();
        Assert.Equal(sent, await hearing);
        await edge.UntilStatsAsync(stats => stats.Connections == 0 && stats.Routes[0].Counts.InFlight == 0);
    }

    [Theory]
    [InlineData(3306)]
    [InlineData(4000)]
    public async Task A_server_that_speaks_first_is_heard(int port)
    {
        using var greeter = new TcpBackend(port, TcpBackend.GreetAsync);
        await edge.PutAsync(Wanted.Snapshot(1, Route(greeter, port)));
        using var client = await TcpClientSide.ConnectAsync(edge.Http.Address, 9000);
        Assert.Equal("220 hello\r\n", await client.HearAsync());
        await client.SayAsync("GET / HTTP/1.1\r\n\r\n");
        Assert.Equal("you said GET / HTTP/1.1\r\n\r\n", await client.HearAsync());
    }

    [Fact]
    public async Task A_client_that_is_silent_for_long_and_then_speaks_http_is_served_as_such()
    {
        await using var one = await Backend.StartAsync("one");
        await edge.PutAsync(Wanted.Snapshot(1, Route(new SnapshotReplica("one", one.Address.ToString()), 80)));
        using var client = await TcpClientSide.ConnectAsync(edge.Http.Address, 9000);
        // By now the edge has given up waiting for the client and has asked the server.
        await edge.UntilStatsAsync(stats => stats.Routes[0].Counts.InFlight == 1);
        await edge.PutAsync(Wanted.Snapshot(2, Route(new SnapshotReplica("other", one.Address.ToString()), 80)));
        await edge.UntilAsync(report => report.Lingering.Count == 0);
        await client.SayAsync("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        var answer = Encoding.ASCII.GetString(await client.HearAllAsync());
        Assert.StartsWith("HTTP/1.1 200", answer);
        Assert.EndsWith("one\r\n0\r\n\r\n", answer);
        var stats = await edge.UntilStatsAsync(stats => stats.Requests == 0);
        Assert.Equal("other", Assert.Single(stats.Replicas).Replica);
    }

    [Fact]
    public async Task A_connection_may_go_on_until_the_drain_timeout_and_is_then_cut()
    {
        using var old = new TcpBackend(5432, TcpBackend.EchoAsync);
        using var fresh = new TcpBackend(5432, TcpBackend.EchoAsync);
        await edge.PutAsync(Wanted.Snapshot(1, Route(old, 5432)));
        using var client = await TcpClientSide.ConnectAsync(edge.Http.Address, 9000);
        await client.SayAsync("a");
        Assert.Equal("a", await client.HearAsync());
        var report = await edge.PutAsync(Wanted.Snapshot(2, Route(new SnapshotReplica("fresh", fresh.Address.ToString()), 5432) with { DrainTimeout = TimeSpan.FromSeconds(1) }));
        Assert.Equal(["one"], report.Lingering);
        await client.SayAsync("b");
        Assert.Equal("b", await client.HearAsync());
        await edge.UntilAsync(now => now.Lingering.Count == 0);
        await Assert.ThrowsAsync<SocketException>(client.HearAsync);
        Assert.Equal(1, (await edge.StatsAsync()).Routes[0].Counts.Failures["cut"]);
    }

    [Fact]
    public async Task A_connection_to_a_held_route_waits_for_it()
    {
        using var echo = new TcpBackend(5432, TcpBackend.EchoAsync);
        var route = Route(echo, 5432);
        await edge.PutAsync(Wanted.Snapshot(1, route with { Hold = true }));
        using var client = await TcpClientSide.ConnectAsync(edge.Http.Address, 9000);
        await client.SayAsync("a");
        await edge.UntilStatsAsync(stats => stats.Routes[0].Held == 1);
        await edge.PutAsync(Wanted.Snapshot(2, route));
        Assert.Equal("a", await client.HearAsync());
    }

    [Fact]
    public async Task A_refused_connection_is_taken_to_another_replica()
    {
        using var echo = new TcpBackend(5432, TcpBackend.EchoAsync);
        await edge.PutAsync(Wanted.Snapshot(1, Wanted.Bare(1, new SnapshotReplica("dead", Loopback.Next().ToString()), new SnapshotReplica("one", echo.Address.ToString())) with { Published = [new PublishedPort(null, 9000, 5432)] }));
        for (var i = 0; i < 4; i++)
        {
            using var client = await TcpClientSide.ConnectAsync(edge.Http.Address, 9000);
            await client.SayAsync("a");
            Assert.Equal("a", await client.HearAsync());
        }
        Assert.Equal(["dead"], (await edge.ReportAsync()).Unhealthy);
    }

    private static SnapshotRoute Route(TcpBackend backend, int port) => Route(new SnapshotReplica("one", backend.Address.ToString()), port);

    private static SnapshotRoute Route(SnapshotReplica replica, int port) =>
        Wanted.Bare(1, replica) with { Published = [new PublishedPort(null, 9000, port)] };
}
