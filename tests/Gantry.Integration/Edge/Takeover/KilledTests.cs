using System.Diagnostics;
using Gantry.Integration.Edge.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Edge.Takeover;

/// <summary>Either process is killed in the middle of a takeover: somebody always serves, or can be started, and what was cut is known.</summary>
public sealed class KilledTests : IAsyncLifetime
{
    private static readonly int Rounds = Checkout.Nightly ? 60 : 4;

    private readonly HttpClient client = new();
    private EdgeUnderTest edge = null!;
    private Backend one = null!, two = null!;

    public async ValueTask InitializeAsync()
    {
        edge = await EdgeUnderTest.StartAsync();
        (one, two) = (await Backend.StartAsync("one"), await Backend.StartAsync("two"));
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
    public async Task The_old_one_killed_while_it_ends_what_it_has_begun_is_told_of_exactly_and_holds_nothing_back()
    {
        var cut = await WaitAsync(3);
        var old = await edge.ReplaceAsync();
        Assert.Equal(["one"], (await edge.PutAsync(Wanted.Snapshot(2, Wanted.Route(two)))).Lingering);
        old.Kill();
        var report = await edge.UntilAsync(report => report.Finishing == 0);
        Assert.Empty(report.Lingering);
        Assert.Equal((3, 0), (report.Lost!.Requests, report.Lost.Connections));
        foreach (var request in cut) await Assert.ThrowsAsync<HttpRequestException>(() => request);
        Assert.Equal("two", await client.GetStringAsync(edge.Url));
    }

    [Fact]
    public async Task The_new_one_killed_leaves_the_old_ones_to_whoever_is_started_next()
    {
        var waiting = (await WaitAsync(1))[0];
        await edge.ReplaceAsync();
        await edge.KillAsync();
        await edge.RestartAsync();
        Assert.Equal(1, (await edge.ReportAsync()).Finishing);
        Assert.Equal(["one"], (await edge.PutAsync(Wanted.Snapshot(2, Wanted.Route(two)))).Lingering);
        one.Open();
        Assert.Equal("one", await waiting);
        await edge.UntilAsync(report => report is { Lingering.Count: 0, Finishing: 0 });
    }

    /// <summary>At any moment: before it has asked, while it gets its estate, as it is about to be ready, after it is in charge.</summary>
    [Fact]
    public async Task Whichever_of_them_is_killed_and_whenever_routes_are_served_and_changed_afterwards()
    {
        var chance = new Random(20);
        for (var round = 0; round < Rounds; round++)
        {
            var old = edge.Process;
            var victim = round % 2 == 0;
            var next = edge.BeginReplacing();
            // Where in the takeover it hits is by chance, and anywhere is well.
            using var moment = new CancellationTokenSource(TimeSpan.FromMilliseconds(chance.Next(50, 900)));
            await Task.Delay(Timeout.Infinite, moment.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
            (victim ? next : old).Kill();
            await edge.SettleAsync(old, next);
            var revision = 10 + round;
            var wanted = round % 2 == 0 ? two : one;
            Assert.Equal(revision, (await edge.PutAsync(Wanted.Snapshot(revision, Wanted.Route(wanted)))).Revision);
            Assert.Equal(wanted.Name, await client.GetStringAsync(edge.Url));
        }
    }

    private async Task<Task<string>[]> WaitAsync(int count)
    {
        // With a body, so that the client does not send them again by itself.
        Task<string>[] waiting = [.. Enumerable.Range(0, count).Select(async _ =>
        {
            using var answer = await client.PostAsync(new Uri(edge.Url, "/wait"), new StringContent("once"));
            return await answer.Content.ReadAsStringAsync();
        })];
        await edge.UntilStatsAsync(_ => one.Waiting == count);
        return waiting;
    }
}
