using System.Net;
using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Crashes;

/// <summary>Somebody changes things behind Gantry's back; it puts them right and says so.</summary>
[Collection(SideBySide.Right)]
public sealed class ByHandTests : PlatformTest
{
    [Fact]
    public async Task Stopping_and_starting_the_platform_moves_nothing()
    {
        var platform = await StartPlatformAsync();
        var project = platform.Project("still", Yaml.Web("still", "v1"));
        await project.LiveAsync();
        var before = await project.ContainersAsync();
        (await platform.GantryAsync("platform", "stop")).Expect(0).Says("Containers keep running");
        Assert.Empty(Processes.Of(platform.Home, "gantryd"));
        (await platform.GantryAsync("platform", "stop")).Expect(0).Says("not running");
        await platform.StartAgainAsync();
        (await platform.GantryAsync("platform", "start")).Expect(0).Says("already running");
        await Eventually.HoldsAsync("it answers", TimeSpan.FromSeconds(10), async () => (await project.Site.GetAsync()).Status == HttpStatusCode.OK);
        await Ledger.BalancesAsync(platform);
        Assert.Equal(before.Select(c => c.Id), (await project.ContainersAsync()).Select(c => c.Id));
        Assert.False((bool)(await project.LiveAsync())["changed"]!);
    }

    [Fact]
    public async Task A_container_that_was_removed_is_made_again_and_one_that_was_stopped_is_started()
    {
        var platform = await StartPlatformAsync();
        var project = platform.Project("mended", Yaml.Web("mended", "v1"));
        await project.LiveAsync();
        var (removed, stopped) = ((await project.ContainersAsync())[0], (await project.ContainersAsync())[1]);
        await platform.Engine.RemoveAsync(removed.Id);
        await Ledger.BalancesAsync(platform);
        Assert.DoesNotContain(await project.ContainersAsync(), c => c.Id == removed.Id);
        await project.Site.AnswersAsync("v1");
        await platform.Engine.StopAsync(stopped.Id);
        await Ledger.BalancesAsync(platform);
        await project.Site.AnswersAsync("v1");
        await SaysAsync(platform, removed.Replica!, "repaired");
        await SaysAsync(platform, stopped.Replica!, "repaired");
        Assert.False((bool)(await project.LiveAsync())["changed"]!);
    }

    [Fact]
    public async Task What_was_removed_while_the_platform_was_stopped_is_made_again_with_its_network()
    {
        var platform = await StartPlatformAsync();
        var project = platform.Project("network", Yaml.Web("network", "v1", app: Yaml.Peer("p1"), service: "depends_on: [peer]")
            .Replace("VERSION: v1", "VERSION: v1, PEER: 'http://peer:8080'", StringComparison.Ordinal));
        await project.LiveAsync();
        (await platform.GantryAsync("platform", "stop")).Expect(0);
        foreach (var container in await project.ContainersAsync()) await platform.Engine.RemoveAsync(container.Id);
        foreach (var network in await platform.Engine.NetworksAsync(platform.Label)) await platform.Engine.RemoveNetworkAsync(network);
        await platform.StartAgainAsync();
        await Ledger.BalancesAsync(platform);
        await Eventually.HoldsAsync("it answers", TimeSpan.FromSeconds(10), async () => (await project.Site.GetAsync()).Status == HttpStatusCode.OK);
        await project.Site.AnswersAsync("v1 got p1", "/call");
    }

    [Fact]
    public async Task A_replica_that_falls_ill_gets_nothing_until_it_is_well()
    {
        var platform = await StartPlatformAsync();
        var project = platform.Project("ill", Yaml.Web("ill", "v1", gantry: "").Replace("path: /healthz", "path: /healthz, interval: 200ms", StringComparison.Ordinal));
        await project.LiveAsync();
        var ill = (await project.Site.GetAsync("/host")).Body;
        // The very replica that answers says that it is no longer well; the other one takes over.
        await Eventually.HoldsAsync("one of them is told", TimeSpan.FromSeconds(10), async () =>
            (await project.Site.GetAsync("/host")).Body == ill && (await project.Site.GetAsync("/well?is=false")).Status == HttpStatusCode.OK);
        var hosts = await Eventually.BecomesAsync("one replica answers alone", TimeSpan.FromSeconds(20), () => HostsAsync(project), seen => seen.Count == 1);
        Assert.Single(hosts);
    }

    private static async Task<IReadOnlySet<string>> HostsAsync(Project project)
    {
        var hosts = new HashSet<string>();
        for (var i = 0; i < 12; i++) hosts.Add((await project.Site.GetAsync("/host")).Body);
        return hosts;
    }

    private static async Task SaysAsync(TestPlatform platform, string replica, string word)
    {
        var events = await platform.Api.EventsAsync();
        if (!events.Any(e => (string)e["name"]! == replica && ((string)e["because"]!).Contains(word, StringComparison.OrdinalIgnoreCase)))
            Assert.Fail($"No event of {replica} says \"{word}\":\n{string.Join('\n', events.Where(e => (string)e["name"]! == replica).Select(e => e["because"]))}");
    }
}
