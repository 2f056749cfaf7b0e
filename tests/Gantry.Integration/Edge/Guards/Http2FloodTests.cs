using Gantry.Integration.Edge.Harness;

namespace Gantry.Integration.Edge.Guards;

/// <summary>What HTTP/2 lets a client ask for at no cost of its own: it is ended, costs little memory, and others are served.</summary>
public sealed class Http2FloodTests : IAsyncLifetime
{
    private const int Frugal = 64 * 1024 * 1024;

    /// <summary>Frames: more than the kernel has room for between the two, however late the edge looks.</summary>
    private const int Most = 1_000_000;

    private EdgeUnderTest edge = null!;
    private Backend backend = null!;

    public async ValueTask InitializeAsync()
    {
        edge = await EdgeUnderTest.StartAsync(EdgeUnderTest.Fast, "--limits", "head=2,idle=60,rate=1000,grace=2");
        backend = await Backend.StartAsync("one");
        await edge.PutAsync(Wanted.Snapshot(1, Wanted.Route(backend)));
    }

    public async ValueTask DisposeAsync()
    {
        await edge.DisposeAsync();
        await backend.DisposeAsync();
    }

    public enum Flood { TakenBack, Head, EmptyHead, Wishes, Knocks, Preferences, EmptyBody }

    [Theory]
    [InlineData(Flood.TakenBack)]
    [InlineData(Flood.Head)]
    [InlineData(Flood.EmptyHead)]
    [InlineData(Flood.Wishes)]
    [InlineData(Flood.Knocks)]
    [InlineData(Flood.Preferences)]
    [InlineData(Flood.EmptyBody)]
    public async Task A_flood_is_ended(Flood flood)
    {
        var sent = await FloodAsync(n => flood switch
        {
            Flood.TakenBack => [.. Frames.Get((2 * n) + 1, "/wait"), .. Frames.TakeBack((2 * n) + 1)],
            Flood.Head => n == 0 ? Frames.Open(1) : Frames.More(1, "x-bomb", new string('b', 100)),
            Flood.EmptyHead => n == 0 ? Frames.Open(1) : Frames.Nothing(1),
            Flood.Wishes => Frames.Wish(),
            Flood.Knocks => Frames.Knock(),
            Flood.Preferences => Frames.Prefer(3),
            _ => n == 0 ? Frames.Post(1, 100_000) : Frames.Body(1, ""),
        });
        Assert.InRange(sent, 0, Most - 1);
        await edge.UntilStatsAsync(stats => stats.Requests == 0);
        Assert.InRange(backend.Served, 0, 2000);
    }

    [Fact]
    public async Task A_body_that_comes_too_slowly()
    {
        using var attacker = await Attacker.ConnectAsync(edge.Http, Loopback.Next());
        await attacker.SayAsync((byte[])[.. Frames.Preface, .. Frames.Post(1, 100_000)]);
        await SlowClientTests.OthersAreServedAsync(edge);
        await edge.UntilStatsAsync(stats => stats.Requests == 0);
    }

    [Fact]
    public async Task Answers_that_are_asked_for_and_not_taken()
    {
        using var attacker = await Attacker.ConnectAsync(edge.Http, Loopback.Next());
        await attacker.SayAsync((byte[])[.. Frames.Preface, .. Frames.NoWindow(), .. Enumerable.Range(0, 100).SelectMany(n => Frames.Get((2 * n) + 1))]);
        await edge.UntilStatsAsync(stats => stats.Routes[0].Counts.Started == 100);
        await SlowClientTests.OthersAreServedAsync(edge);
        await edge.UntilStatsAsync(stats => stats.Requests == 0);
    }

    /// <returns>How many were sent before the edge ended the connection.</returns>
    private async Task<int> FloodAsync(Func<int, byte[]> next)
    {
        const int AtOnce = 500;
        await SlowClientTests.OthersAreServedAsync(edge);
        var before = edge.Resident;
        using var attacker = await Attacker.ConnectAsync(edge.Http, Loopback.Next());
        await attacker.SayAsync(Frames.Preface);
        // What it is told meanwhile is read, or the edge would just stop to listen.
        var hearing = attacker.HearAsync();
        var sent = 0;
        while (sent < Most && !hearing.IsCompleted && await attacker.SayAsync(Enumerable.Range(sent, AtOnce).SelectMany(next).ToArray())) sent += AtOnce;
        await SlowClientTests.OthersAreServedAsync(edge);
        Assert.InRange(edge.Resident - before, long.MinValue, Frugal);
        return sent;
    }
}
