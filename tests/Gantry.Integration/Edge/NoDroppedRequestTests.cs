using System.Net;
using Gantry.Integration.Edge.Harness;
using Gantry.Integration.Support;
using Gantry.Integration.Support.Loads;
using Gantry.Resources.Traffic;

namespace Gantry.Integration.Edge;

/// <summary>The promise of the product, as far as it is the edge's to keep: under load, replicas come and go and nobody notices.</summary>
[Collection(nameof(Alone))]
public sealed class NoDroppedRequestTests : IAsyncLifetime
{
    private static readonly int Replacements = Checkout.Nightly ? 500 : 60;
    private static readonly int Shuffles = Checkout.Nightly ? 3000 : 300;

    private readonly IPAddress address = Loopback.Next();
    private EdgeUnderTest edge = null!;
    private long revision;

    public async ValueTask InitializeAsync() => edge = await EdgeUnderTest.StartAsync();

    public ValueTask DisposeAsync() => edge.DisposeAsync();

    public static TheoryData<string> Loads => ["hey", "hey post", "hey anew", "wrk"];

    [Theory]
    [MemberData(nameof(Loads))]
    public async Task Replicas_are_replaced_and_stopped_as_soon_as_they_have_drained(string tool)
    {
        var pair = await StartPairAsync();
        await PutAsync(pair);
        await using var load = Start(tool);
        for (var i = 0; i < Replacements; i++)
        {
            var next = await StartPairAsync();
            await PutAsync(next);
            await edge.UntilAsync(report => report.Lingering.Count == 0);
            await StopAsync(pair);
            pair = next;
        }
        var counted = await load.StopAsync();
        counted.ExpectNoFailure(atLeast: 0);
        Assert.True(counted.Requests > Replacements, counted.Summary);
        await StopAsync(pair);
    }

    [Fact]
    public async Task Snapshots_follow_each_other_as_fast_as_they_are_acknowledged()
    {
        var (one, two, three) = (await Backend.StartAsync("one"), await Backend.StartAsync("two"), await Backend.StartAsync("three"));
        Backend[][] sets = [[one, two], [three], [two, three], [], [one]];
        await PutAsync([one, two]);
        await using var load = Start("hey post");
        for (var i = 0; i < Shuffles; i++)
        {
            var set = sets[i % sets.Length];
            await PutAsync(set, hold: i % 7 == 3);
        }
        await PutAsync([one]);
        var counted = await load.StopAsync();
        counted.ExpectNoFailure(atLeast: 0);
        await StopAsync([one, two, three]);
    }

    [Fact]
    public async Task A_thousand_held_requests_are_let_go_at_once()
    {
        var (old, fresh) = (await Backend.StartAsync("old"), await Backend.StartAsync("fresh"));
        await PutAsync([old], hold: true);
        using var client = new HttpClient();
        var held = Enumerable.Range(0, 1000).Select(_ => client.GetStringAsync(edge.Url)).ToArray();
        await edge.UntilStatsAsync(stats => stats.Routes[0].Held == held.Length);
        await old.KillAsync();
        await PutAsync([fresh]);
        Assert.All(await Task.WhenAll(held), answer => Assert.Equal("fresh", answer));
        await fresh.KillAsync();
    }

    private Load Start(string tool) => tool switch
    {
        "hey" => Load.Hey(edge.Url),
        "wrk" => Load.Wrk(edge.Url),
        // As one service calls another: at its own address.
        "hey anew" => Load.HeyAnew(new Uri($"http://{address}/")),
        _ => Load.HeyPost(edge.Url),
    };

    private static async Task<Backend[]> StartPairAsync() => [await Backend.StartAsync(Guid.NewGuid().ToString("N")), await Backend.StartAsync(Guid.NewGuid().ToString("N"))];

    private Task PutAsync(Backend[] backends, bool hold = false) =>
        edge.PutAsync(Wanted.Snapshot(++revision, Wanted.Route(backends) with { Address = address.ToString(), Ports = [80], Callers = ["127.0.0.1"], Hold = hold }));

    private static async Task StopAsync(Backend[] backends)
    {
        foreach (var backend in backends) await backend.KillAsync();
    }
}

/// <summary>Not beside other tests: they would take the processor from the load.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
