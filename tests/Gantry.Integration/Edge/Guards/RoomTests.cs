using Gantry.Integration.Edge.Harness;

namespace Gantry.Integration.Edge.Guards;

/// <summary>More connections than there may be: one address may have 40 here, all of them 60.</summary>
public class RoomTests : IAsyncLifetime
{
    private const string Get = "GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n";

    private readonly List<Attacker> crowd = [];
    private EdgeUnderTest edge = null!;
    private Backend backend = null!;

    protected virtual string Lane => EdgeUnderTest.Fast;

    public async ValueTask InitializeAsync()
    {
        edge = await EdgeUnderTest.StartAsync(Lane, "--limits", "connections=60,client=40");
        backend = await Backend.StartAsync("one");
        await edge.PutAsync(Wanted.Snapshot(1, Wanted.Route(backend)));
    }

    public async ValueTask DisposeAsync()
    {
        crowd.ForEach(client => client.Dispose());
        await edge.DisposeAsync();
        await backend.DisposeAsync();
    }

    [Theory]
    [InlineData(40)]
    [InlineData(20)]
    public async Task Where_there_is_no_room_the_one_that_is_idle_longest_goes(int each)
    {
        using var oldest = await Attacker.ConnectAsync(edge.Http, Loopback.Next());
        await AskAsync(oldest);
        var from = Loopback.Next();
        for (var i = 0; i < (each == 40 ? 40 : 59); i++)
        {
            if (i > 0 && i % each == 0) from = Loopback.Next();
            crowd.Add(await Attacker.ConnectAsync(edge.Http, from));
            // Whether it has had a request or has yet to say something is no matter.
            if (i % 2 == 0) await AskAsync(crowd[^1]);
        }
        await edge.UntilAsync(() => crowd.TrueForAll(client => !client.IsCut));
        // One that was accepted counts a moment later, in the loop that it is given to: every loop has done what it was given before it answers this.
        for (var i = 0; i < crowd.Count; i += 2) await AskAsync(crowd[i]);
        using var next = await Attacker.ConnectAsync(edge.Http, from);
        await AskAsync(next);
        // Where it is the address that has too many, it is one of its own that goes. Some of them came within the same moment.
        await edge.UntilAsync(() => each == 40 ? crowd.Take(10).Any(client => client.IsCut) : oldest.IsCut);
        Assert.Equal(1, crowd.Append(oldest).Count(client => client.IsCut));
        Assert.Equal(1, (await edge.StatsAsync()).Guards!["dismissed"]);
    }

    [Fact]
    public async Task Where_all_are_at_work_who_comes_is_turned_away_and_other_addresses_are_not()
    {
        var from = Loopback.Next();
        for (var i = 0; i < 40; i++)
        {
            crowd.Add(await Attacker.ConnectAsync(edge.Http, from));
            await crowd[i].SayAsync("GET /wait HTTP/1.1\r\nHost: shop.test\r\n\r\n");
        }
        await edge.UntilAsync(() => backend.Waiting == 40);
        using var next = await Attacker.ConnectAsync(edge.Http, from);
        await next.SayAsync(Get);
        Assert.Equal("", await next.HearAsync());
        Assert.Equal(1, (await edge.StatsAsync()).Guards!["turnedAway"]);
        await SlowClientTests.OthersAreServedAsync(edge);
        backend.Open();
        foreach (var client in crowd) Assert.StartsWith("HTTP/1.1 200", await client.HearSomeAsync());
    }

    private static async Task AskAsync(Attacker client)
    {
        await client.SayAsync(Get);
        Assert.StartsWith("HTTP/1.1 200", await client.HearSomeAsync());
    }
}

public sealed class GeneralLaneRoomTests : RoomTests
{
    protected override string Lane => EdgeUnderTest.General;
}
