using System.Diagnostics;
using System.Globalization;
using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Store;
using Gantry.Integration.Support;
using Gantry.Integration.Support.Loads;

namespace Gantry.Integration.Leading;

/// <summary>Two control planes on one database and one engine. The one that leads is stopped, killed and cut off, again and again, in the midst of rollouts.</summary>
public sealed class LeaderLostTests : PlatformTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static string Compose(int version) => "x-gantry: { keepWarm: 3s }\n" + Yaml.Web("lead", $"v{version}",
        gantry: $"strategy: {(version % 2 == 0 ? "rolling" : "blue-green")},");

    [Fact]
    public async Task Whatever_happens_to_the_leader_another_goes_on_and_nothing_is_done_twice_or_by_who_was_deposed()
    {
        var seed = Rounds.Seed;
        var random = new Random(seed);
        await using var server = new OwnPostgres();
        await server.InitializeAsync();
        var database = await server.DatabaseAsync();
        var http = $"127.0.0.1:{FreePort.Take()}";
        await using var one = await StartAsync(server, database, http);
        await using var other = await StartAsync(server, database, http);
        var (leader, follower) = (one, other);
        Assert.Equal((string)(await one.Platform.StatusAsync())["platform"]!, (string)(await other.Platform.StatusAsync())["platform"]!);
        await using var record = new EngineRecord(one.Platform);
        var (projectOfOne, projectOfOther) = (one.Platform.Project("lead", Compose(0)), other.Platform.Project("lead", Compose(0)));
        await projectOfOne.LiveAsync();
        var load = Load.Hey(projectOfOne.Site, perClient: 40);
        var took = new List<double>();
        try
        {
            var rounds = Rounds.Of(10, 100);
            for (var round = 1; round <= rounds; round++)
            {
                var how = (Loss)((round - 1) % 3);
                var (mine, next) = leader == one ? (projectOfOne, projectOfOther) : (projectOfOther, projectOfOne);
                mine.Compose(Compose(round));
                next.Compose(Compose(round));
                var fence = await leader.FenceAsync();
                await using (var up = leader.Platform.Begin("up", mine.Folder, "-y", "--json"))
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 3000)), TimeProvider.System);
                    await leader.LoseAsync(how);
                    var since = Stopwatch.GetTimestamp();
                    var taken = await Eventually.BecomesAsync("the other leads", Patience, follower.FenceAsync, f => f > fence);
                    took.Add(Stopwatch.GetElapsedTime(since).TotalSeconds);
                    Say(string.Create(CultureInfo.InvariantCulture, $"round {round} (seed {seed}): {how}, fence {fence} to {taken}, taken over in {took[^1]:0.00} s"));
                    // The command talks to who is gone, and may wait for it for ever.
                    up.Kill();
                }

                await IdleAsync(follower);
                await next.LiveAsync();
                await leader.ReturnAsync(how);
                await Eventually.HoldsAsync("who was deposed follows", Patience, async () =>
                    await follower.FenceAsync() > fence && (string?)(await leader.Platform.Api.StatusAsync())["leader"] is not null);
                await next.Site.AnswersAsync($"v{round}");
                await Ledger.BalancesAsync(follower.Platform);
                var complaints = record.Complaints();
                Assert.True(complaints.Length == 0, complaints);
                (leader, follower) = (follower, leader);
                if (round % 10 != 0 && round < rounds) continue;
                var report = await load.StopAsync();
                Say($"{report.Requests} requests, {report.Failed} failed; {record.Effects} containers made and started");
                report.ExpectNoFailure(atLeast: 1);
                if (round < rounds) load = Load.Hey(projectOfOne.Site, perClient: 40);
            }
        }
        finally
        {
            await load.DisposeAsync();
        }

        Say(string.Create(CultureInfo.InvariantCulture, $"taken over in {took.Average():0.00} s on average, {took.Max():0.00} s at most, of {took.Count}"));
        await RefusesAsync(follower, leader);
        (await leader.Platform.GantryAsync("audit", "verify")).Expect(0);
        (await follower.Platform.GantryAsync("audit", "verify")).Expect(0);
        await EndAsync(leader, follower);
    }

    private async Task<ControlPlane> StartAsync(OwnPostgres server, TestDatabase database, string http)
    {
        var relay = new DatabaseRelay(server.Socket);
        var plane = new ControlPlane(Own(new TestPlatform(variables: new Dictionary<string, string>
        {
            ["GANTRY_STORE"] = (database with { Sockets = relay.Folder }).Address,
            ["GANTRY_HTTP"] = http,
        })), relay);
        await plane.Platform.StartAgainAsync();
        return plane;
    }

    /// <summary>The release of a command that went down with the leader may be on its way.</summary>
    private static Task IdleAsync(ControlPlane leader) => Eventually.BecomesAsync("no rollout is at work", Patience,
        () => leader.Platform.Api.ResourcesAsync("Rollout"), all => all.All(r => (string?)r["status"]?["phase"] is "Live" or "Failed"));

    private static async Task RefusesAsync(ControlPlane follower, ControlPlane leader)
    {
        (await follower.Platform.GantryAsync("ps")).Expect(0).Says("lead");
        (await follower.Platform.GantryAsync("down", "--app", "lead", "-y")).Expect(1).Says("follows", $"GANTRY_HOME={leader.Platform.Home}");
    }

    /// <summary>The follower goes first, so that the leader can be taken down in order; what is on the engine is the leader's to remove.</summary>
    private static async Task EndAsync(ControlPlane leader, ControlPlane follower)
    {
        foreach (var process in Processes.Of(follower.Platform.Home, "gantryd")) await TestPlatform.KillAsync(process);
        follower.Platform.Failed();
        await leader.Platform.DisposeAsync();
        await follower.Platform.DisposeAsync();
    }
}
