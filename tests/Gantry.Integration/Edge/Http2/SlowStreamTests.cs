using Gantry.Integration.Edge.Harness;

namespace Gantry.Integration.Edge.Http2;

/// <summary>What takes too long over HTTP/2 is ended, and no replica is troubled with what is not there.</summary>
public sealed class SlowStreamTests : IAsyncLifetime
{
    private const int EnhanceYourCalm = 11;

    private EdgeUnderTest edge = null!;
    private Backend one = null!;

    public async ValueTask InitializeAsync()
    {
        edge = await EdgeUnderTest.StartAsync(EdgeUnderTest.Fast, "--limits", "head=2,idle=60,rate=1000,grace=2");
        one = await Backend.StartAsync("one");
        await edge.PutAsync(Wanted.Snapshot(1, Wanted.Route(one)));
    }

    public async ValueTask DisposeAsync()
    {
        await edge.DisposeAsync();
        await one.DisposeAsync();
    }

    [Fact]
    public async Task A_small_body_that_does_not_come_reaches_nobody()
    {
        using var client = await RawHttp2.ConnectAsync(edge.Http);
        client.Frame(RawHttp2.Headers, RawHttp2.EndHeaders, 1, RawHttp2.Fields("POST", "/echo", ("content-length", "100")));
        client.Frame(RawHttp2.Data, 0, 1, 1, 2, 3);
        await client.FlushAsync();
        Assert.Contains("too slowly", (await client.AnswerAsync(1)).Body, StringComparison.Ordinal);
        await edge.UntilStatsAsync(stats => stats.Guards?.GetValueOrDefault("slowBody") == 1);
        Assert.Equal(0, one.Served);
        client.Frame(RawHttp2.Headers, RawHttp2.EndHeaders, 3, RawHttp2.Fields("POST", "/echo", ("content-length", "3")));
        client.Frame(RawHttp2.Data, 0, 3, [.. "ab"u8]);
        client.Frame(RawHttp2.Data, RawHttp2.EndStream, 3, [.. "c"u8]);
        await client.FlushAsync();
        Assert.Equal(("abc", -1), await client.AnswerAsync(3));
    }

    [Fact]
    public async Task A_body_without_a_length_that_does_not_come()
    {
        using var client = await RawHttp2.ConnectAsync(edge.Http);
        client.Frame(RawHttp2.Headers, RawHttp2.EndHeaders, 1, RawHttp2.Fields("POST", "/wait"));
        await client.FlushAsync();
        Assert.Contains("too slowly", (await client.AnswerAsync(1)).Body, StringComparison.Ordinal);
        await edge.UntilStatsAsync(stats => stats is { Requests: 0 } && stats.Guards?.GetValueOrDefault("slowBody") == 1);
    }

    [Fact]
    public async Task A_head_that_does_not_come_to_its_end()
    {
        using var client = await RawHttp2.ConnectAsync(edge.Http);
        client.Frame(RawHttp2.Headers, 0, 1, RawHttp2.Fields("GET", "/"));
        await client.FlushAsync();
        Assert.Equal(EnhanceYourCalm, await client.GoodbyeAsync());
        await edge.UntilStatsAsync(stats => stats.Guards?.GetValueOrDefault("slowHead") == 1);
    }
}
