using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Crashes;

/// <summary>The edge dies without notice. Nobody can save what was under way; the rest goes on, and what was lost is said.</summary>
public sealed class EdgeKilledTests : PlatformTest
{
    private const int Slow = 5;

    [Fact]
    public async Task It_comes_back_from_its_snapshot_and_says_how_much_was_cut()
    {
        var platform = await StartPlatformAsync();
        var project = platform.Project("cut", Yaml.Web("cut", "v1"));
        await project.LiveAsync();
        using var socket = await WebSockets.OpenAsync(project.Site);
        var slow = Enumerable.Range(0, Slow).Select(_ => project.Site.GetAsync("/slow?ms=20000")).ToList();
        var edge = platform.EdgeProcess();
        await Eventually.BecomesAsync("the slow requests are under way", TimeSpan.FromSeconds(20), platform.EdgeStatsAsync,
            stats => (int)stats["requests"]! == Slow && (int)stats["connections"]! == 1);
        await TestPlatform.KillAsync(edge);
        foreach (var request in slow) await Assert.ThrowsAnyAsync<HttpRequestException>(() => request);

        await Eventually.HoldsAsync("the edge serves again", TimeSpan.FromSeconds(20), () => ServesAsync(project.Site));
        Assert.NotEqual(edge, platform.EdgeProcess());
        var report = await Eventually.BecomesAsync("the loss is reported", TimeSpan.FromSeconds(10), () => LostAsync(platform), lost => lost is not null);
        Say(report!.ToJsonString());
        Assert.Equal((Slow, 1), ((int)report["requests"]!, (int)report["connections"]!));
        Assert.Contains(await platform.Api.EventsAsync(), e => ((string)e["because"]!).Contains($"{Slow} requests and 1 connections were cut", StringComparison.Ordinal));
        Assert.False((bool)(await project.LiveAsync())["changed"]!);
    }

    [Fact]
    public async Task Killed_together_with_gantryd_it_serves_again_as_soon_as_the_platform_is_started()
    {
        var platform = await StartPlatformAsync();
        var project = platform.Project("both", Yaml.Web("both", "v1"));
        await project.LiveAsync();
        var before = await project.ContainersAsync();
        await TestPlatform.KillAsync(await platform.ServerProcessAsync());
        await TestPlatform.KillAsync(platform.EdgeProcess());
        await platform.StartAgainAsync();
        await Eventually.HoldsAsync("the edge serves again", TimeSpan.FromSeconds(20), () => ServesAsync(project.Site));
        await project.Site.AnswersAsync("v1");
        await Ledger.BalancesAsync(platform);
        Assert.Equal(before.Select(c => c.Id), (await project.ContainersAsync()).Select(c => c.Id));
    }

    [Fact]
    public async Task A_rollout_waits_for_an_edge_that_was_killed_and_goes_on_with_the_next()
    {
        var platform = await StartPlatformAsync();
        var project = platform.Project("waits", Yaml.Web("waits", "v1"));
        await project.LiveAsync();
        project.Compose(Yaml.Web("waits", "v2"));
        await using var up = platform.Begin("up", project.Folder, "-y", "--json");
        await Eventually.HoldsAsync("the rollout has begun", TimeSpan.FromSeconds(20), () => up.Lines.Any(l => l.Contains("\"rollout\"", StringComparison.Ordinal)));
        await TestPlatform.KillAsync(platform.EdgeProcess());
        Project.Live(await up.EndAsync(TimeSpan.FromSeconds(60)));
        await project.Site.AnswersAsync("v2");
        await Ledger.BalancesAsync(platform);
    }

    private static async Task<JsonNode?> LostAsync(TestPlatform platform) =>
        Assert.Single(await platform.Api.ResourcesAsync("Edge"))["status"]?["report"]?["lost"];

    private static async Task<bool> ServesAsync(Site site)
    {
        try
        {
            return (int)(await site.GetAsync()).Status == 200;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
