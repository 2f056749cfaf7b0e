using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support.Loads;
using Gantry.Rollouts;

namespace Gantry.Integration.Platform.Releases;

/// <summary>What Gantry is for: releases and rollbacks under constant load, and not one request that fails.</summary>
public sealed class NoDroppedRequestTests : PlatformTest
{
    /// <summary>Requests a second. The long run asks for what is promised; the short one for a load worth the name, also of a busy machine.</summary>
    private static double AtLeast => Support.Checkout.Nightly ? 1000 : 300;

    [Fact]
    public async Task No_request_is_dropped_while_release_follows_release_and_is_rolled_back()
    {
        var platform = await StartPlatformAsync();
        var project = platform.Project("busy", Yaml.Web("busy", "v0"));
        await project.LiveAsync();
        await using var load = Load.Hey(project.Site);
        await using var posts = Load.HeyPost(project.Site, "/echo", clients: 4, perClient: 25);
        var (releases, rollbacks) = (Rounds.Of(30, 100), Rounds.Of(6, 20));
        var up = new List<double>();
        for (var i = 1; i <= releases; i++)
        {
            project.Compose(Yaml.Web("busy", $"v{i}"));
            up.Add((double)(await project.LiveAsync())["seconds"]!);
            await project.Site.AnswersAsync($"v{i}");
        }

        var back = new List<double>();
        for (var i = 1; i <= rollbacks; i++)
        {
            back.Add((double)Project.Live(await project.RollbackAsync("--json"))["seconds"]!);
            await project.Site.AnswersAsync($"v{releases - i % 2}");
        }

        var (report, posted) = (await load.StopAsync(), await posts.StopAsync());
        Say($"{report.Summary}\n{posted.Summary}");
        Say($"{releases} releases, median {Median(up):0.00} s, longest {up.Max():0.00} s; {rollbacks} rollbacks, median {Median(back):0.00} s, longest {back.Max():0.00} s");
        report.ExpectNoFailure(AtLeast);
        posted.ExpectNoFailure(atLeast: 20);
        var rollouts = (await platform.GantryAsync("history", "--app", "busy", "--json", "-n", "1000")).Expect(0).Json["rollouts"]!.AsArray();
        Assert.Equal(Math.Min(RolloutsModule.Kept, 1 + releases + rollbacks), rollouts.Count);
        Assert.Equal(1 + releases + rollbacks, (int)rollouts[0]!["rollout"]!);
    }

    [Fact]
    public async Task No_call_is_dropped_while_the_service_that_is_called_is_replaced()
    {
        var platform = await StartPlatformAsync();
        string Compose(string peer, string strategy) =>
            Yaml.Web("caller", "w", service: "depends_on: [peer]", app: Yaml.Peer(peer, gantry: $"strategy: {strategy},"))
                .Replace("{ VERSION: w }", "{ VERSION: w, PEER: 'http://peer:8080' }", StringComparison.Ordinal);
        var project = platform.Project("caller", Compose("p0", "blue-green"));
        await project.LiveAsync();
        await project.Site.AnswersAsync("w got p0", "/call");
        var web = (await project.ContainersAsync()).Where(c => c.Service == "web").Select(c => c.Id).ToList();
        await using var load = Load.Wrk(project.Site.Url("/call"), connections: 48, host: project.Site.Host);
        var releases = Rounds.Of(12, 60);
        for (var i = 1; i <= releases; i++)
        {
            project.Compose(Compose($"p{i}", i % 3 == 0 ? "rolling" : "blue-green"));
            await project.LiveAsync();
            await project.Site.AnswersAsync($"w got p{i}", "/call");
        }

        for (var i = 1; i <= 2; i++) Project.Live(await project.RollbackAsync("--json"));
        var report = await load.StopAsync();
        Say(report.Summary);
        // Each of these passes the edge twice: half as many are as much work.
        report.ExpectNoFailure(AtLeast);
        // The caller itself never moved: only what it calls did.
        Assert.Equal(web, (await project.ContainersAsync()).Where(c => c.Service == "web").Select(c => c.Id));
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);
}
