using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.BadInput;

/// <summary>The engine is not there, or not for us.</summary>
[Collection(SideBySide.Left)]
public sealed class EngineTests : PlatformTest
{
    [Fact]
    public async Task Without_a_platform_up_says_that_no_engine_answers_and_starts_nothing()
    {
        var platform = Own(new TestPlatform(engine: "/tmp/no-such-engine.sock"));
        var project = platform.Project("nowhere", Yaml.Web("nowhere", "v1"));
        (await project.UpAsync()).Expect(1).Says("DOCKER_HOST", "No container engine answers on unix:///tmp/no-such-engine.sock", "Start it, or unset DOCKER_HOST");
        Assert.Empty(Processes.Of(platform.Home, "gantryd"));
        var json = (await project.UpAsync("--json")).Expect(1);
        Assert.Equal("failed", (string?)json.Last["result"]);
    }

    [Fact]
    public async Task When_it_goes_away_under_a_running_platform_what_runs_goes_on_and_a_release_says_why_not()
    {
        var path = Directory.CreateTempSubdirectory("gr").FullName;
        await using var relay = new EngineRelay(Path.Combine(path, "engine.sock"));
        var platform = await StartPlatformAsync(relay.Path);
        var project = platform.Project("alone", Yaml.Web("alone", "v1"));
        await project.LiveAsync();
        relay.Shut();
        await project.Site.AnswersAsync("v1");
        project.Compose(Yaml.Web("alone", "v2"));
        (await project.UpAsync()).Expect(1).Says("engine", relay.Path);
        (await platform.GantryAsync("platform", "status")).Expect(1).Says("engine", relay.Path);
        (await platform.GantryAsync("doctor")).Expect(1).Says("engine");
        await project.Site.AnswersAsync("v1");
        relay.Open();
        await project.LiveAsync();
        await project.Site.AnswersAsync("v2");
        (await platform.GantryAsync("doctor")).Expect(0);
        // The platform is taken down while the relay still stands.
        await platform.DisposeAsync();
        Directory.Delete(path, recursive: true);
    }

    [Fact]
    public async Task When_it_goes_away_in_the_middle_of_a_rollout_the_rollout_goes_on_with_it()
    {
        var path = Directory.CreateTempSubdirectory("gr").FullName;
        await using var relay = new EngineRelay(Path.Combine(path, "engine.sock"));
        var platform = await StartPlatformAsync(relay.Path);
        var project = platform.Project("pause", Yaml.Web("pause", "v1"));
        await project.LiveAsync();
        project.Compose(Yaml.Web("pause", "v2"));
        await using var up = platform.Begin("up", project.Folder, "-y", "--json");
        await Eventually.HoldsAsync("the rollout has begun", TimeSpan.FromSeconds(20), () => up.Lines.Any(l => l.Contains("\"rollout\"", StringComparison.Ordinal)));
        relay.Shut();
        await project.Site.AnswersAsync("v1");
        relay.Open();
        Project.Live(await up.EndAsync(TimeSpan.FromSeconds(60)));
        await project.Site.AnswersAsync("v2");
        await Ledger.BalancesAsync(platform);
        await platform.DisposeAsync();
        Directory.Delete(path, recursive: true);
    }

    [Fact]
    public async Task A_user_who_may_not_use_the_engine_is_told_how()
    {
        var platform = Own(new TestPlatform());
        var project = platform.Project("nobody", Yaml.Web("nobody", "v1"));
        var up = await Nobody.RunsAsync(platform, "up", project.Folder, "-y");
        up.Expect(1).Says("No container engine answers", "/var/run/docker.sock", "usermod -aG docker");
        Assert.Empty(Processes.Of(platform.Home, "gantryd"));
    }
}
