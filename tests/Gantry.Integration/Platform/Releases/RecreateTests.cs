using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;
using Gantry.Integration.Support.Loads;

namespace Gantry.Integration.Platform.Releases;

[Collection(SideBySide.Right)]
public sealed class RecreateTests : PlatformTest
{
    private static string Compose(int version) => Yaml.Web("keeper", $"v{version}", replicas: 1, service: "volumes: ['data:/data']", app: "volumes: { data: }")
        .Replace($"{{ VERSION: v{version} }}", $"{{ VERSION: v{version}, DATA: /data }}", StringComparison.Ordinal);

    [Fact]
    public async Task The_owner_of_a_volume_is_replaced_under_load_with_requests_held_and_never_two_at_once()
    {
        var platform = await StartPlatformAsync();
        var project = platform.Project("keeper", Compose(0));
        await project.LiveAsync();
        Assert.Equal("1", (await project.Site.GetAsync("/lines", HttpMethod.Post, "first")).Body);
        await using var events = new Background<EngineEvent>(cancel => platform.Engine.EventsAsync("gantry.app=keeper", cancel));
        await using var load = Load.Hey(project.Site);
        for (var i = 1; i <= 5; i++)
        {
            project.Compose(Compose(i));
            var up = await project.UpAsync();
            up.Expect(0).Says("hold requests to web", "let requests go on to web");
            await project.Site.AnswersAsync($"v{i}");
            Assert.Equal($"{i + 1}", (await project.Site.GetAsync("/lines", HttpMethod.Post, $"line {i}")).Body);
        }

        var report = await load.StopAsync();
        Say(report.Summary);
        // Held requests are late, so fewer are sent meanwhile; none may fail.
        report.ExpectNoFailure(atLeast: 100);
        Assert.Equal(1, MostAtOnce(await events.StopAsync(), platform));
        Assert.DoesNotContain("TWO OWNERS", (await platform.GantryAsync("logs", "--app", "keeper")).All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_outlives_down_and_goes_with_down_volumes()
    {
        var platform = await StartPlatformAsync();
        var project = platform.Project("keeper", Compose(0));
        await project.LiveAsync();
        Assert.Equal("1", (await project.Site.GetAsync("/lines", HttpMethod.Post, "first")).Body);
        (await project.DownAsync()).Expect(0).Says("keeper is down");
        Assert.Empty(await project.ContainersAsync());
        Assert.Single(await platform.Engine.VolumesAsync(platform.Label));
        await project.LiveAsync();
        Assert.Equal("1", (await project.Site.GetAsync("/lines")).Body);
        (await project.DownAsync("--volumes")).Expect(0);
        await Eventually.BecomesAsync("the volume is gone", TimeSpan.FromSeconds(10), () => platform.Engine.VolumesAsync(platform.Label), left => left.Count == 0);
        await project.LiveAsync();
        Assert.Equal("0", (await project.Site.GetAsync("/lines")).Body);
    }

    private static int MostAtOnce(IEnumerable<EngineEvent> events, TestPlatform platform)
    {
        // One ran when the watch began.
        int now = 1, most = 1;
        foreach (var e in events.Where(e => platform.Label.EndsWith(e.Attributes.GetValueOrDefault("gantry.platform", "?"), StringComparison.Ordinal)))
        {
            now += e.Action switch { "start" => 1, "die" => -1, _ => 0 };
            most = Math.Max(most, now);
        }

        return most;
    }
}
