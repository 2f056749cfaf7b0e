using System.Diagnostics;
using Gantry.Integration.Edge.Harness;
using Gantry.Integration.Support;
using Gantry.Integration.Support.Loads;
using Gantry.Resources.Edges;

namespace Gantry.Integration.Edge.Rules;

/// <summary>
/// One replica of five is killed after another, under load, and started again: what may be sent again never fails, and of the rest only
/// what the killed one had. Each is killed as soon as all are there, which is several times a second.
/// </summary>
[Collection(nameof(Alone))]
public sealed class KilledReplicaTests : IAsyncLifetime
{
    private const int Replicas = 5, Clients = 32;

    /// <summary>As many as there are seconds in a minute.</summary>
    private static readonly int Kills = Checkout.Nightly ? 60 : 2 * Replicas;

    /// <summary>At least so long.</summary>
    private static readonly TimeSpan Length = Checkout.Nightly ? TimeSpan.FromMinutes(1) : TimeSpan.Zero;

    private readonly Backend[] backends = new Backend[Replicas];
    private EdgeUnderTest edge = null!;

    public async ValueTask InitializeAsync()
    {
        edge = await EdgeUnderTest.StartAsync();
        for (var i = 0; i < Replicas; i++) backends[i] = await Backend.StartAsync($"replica {i}");
        await edge.PutAsync(Wanted.Snapshot(1, Wanted.Route(backends)));
    }

    public async ValueTask DisposeAsync()
    {
        await edge.DisposeAsync();
        foreach (var backend in backends) await backend.DisposeAsync();
    }

    [Fact]
    public async Task Of_requests_that_may_be_sent_again_none_fails()
    {
        await using var load = Load.Hey(edge.Url, Clients);
        var kills = await KillAsync();
        var counted = await load.StopAsync();
        counted.ExpectNoFailure(atLeast: 0);
        Report(kills, counted, await edge.StatsAsync());
    }

    [Fact]
    public async Task Of_the_others_none_fails_but_those_that_a_killed_replica_had()
    {
        await using var load = Load.HeyPost(edge.Url, Clients);
        var kills = await KillAsync();
        var counted = await load.StopAsync();
        var stats = await edge.StatsAsync();
        var had = stats.Replicas.Sum(replica => replica.Counts.Failures.Where(failure => failure.Key is "noAnswer" or "truncated").Sum(failure => failure.Value));
        Assert.True(counted.Failed <= had, $"{counted.Failed} failed, and killed replicas had {had}.\n{counted.Summary}");
        Assert.True(had <= (long)kills * Clients, $"{had} of {kills} kills");
        Report(kills, counted, stats);
    }

    private async Task<int> KillAsync()
    {
        var since = Stopwatch.GetTimestamp();
        await edge.UntilStatsAsync(stats => stats.Replicas.All(replica => replica.Counts.Started > 0));
        var kills = 0;
        for (; kills < Kills || Stopwatch.GetElapsedTime(since) < Length; kills++)
        {
            var killed = backends[kills % Replicas];
            await killed.KillAsync();
            await edge.UntilAsync(report => report.Unhealthy.Contains(killed.Name));
            backends[kills % Replicas] = await Backend.StartAsync(killed.Name, killed.Address);
            await edge.UntilAsync(report => !report.Unhealthy.Contains(killed.Name));
        }
        return kills;
    }

    private static void Report(int kills, LoadReport counted, EdgeStats stats)
    {
        Assert.True(counted.Requests > kills * Replicas, counted.Summary);
        TestContext.Current.SendDiagnosticMessage($"{kills} kills, {counted.Requests} requests, {counted.Failed} failed; {string.Join(", ", stats.Routes[0].Counts.Failures)}");
    }
}
