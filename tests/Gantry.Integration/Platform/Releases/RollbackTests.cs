using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Releases;

[Collection(SideBySide.Right)]
public sealed class RollbackTests(SharedPlatform shared) : PlatformTest(shared), IClassFixture<SharedPlatform>
{
    [Fact]
    public async Task To_a_warm_release_it_starts_nothing()
    {
        var project = Platform.Project("warm", Yaml.Web("warm", "v1"));
        await project.LiveAsync();
        var first = await project.ContainersAsync();
        project.Compose(Yaml.Web("warm", "v2"));
        await project.LiveAsync();
        var both = await project.ContainersAsync();
        Assert.Equal(4, both.Count);
        var back = await project.RollbackAsync();
        back.Expect(0).Says("back from release 2 to release 1", "To undo this: gantry rollback --to 2", "warm is back on release 1");
        await project.Site.AnswersAsync("v1");
        Assert.Equal(both.Select(c => c.Id), (await project.ContainersAsync()).Select(c => c.Id));
        Assert.All(first, c => Assert.True(c.Runs));
        // And the other way round.
        (await project.RollbackAsync()).Expect(0);
        await project.Site.AnswersAsync("v2");
        Assert.Equal(both.Select(c => c.Id), (await project.ContainersAsync()).Select(c => c.Id));
    }

    [Fact]
    public async Task After_the_warm_time_it_starts_the_old_release_again()
    {
        string Compose(string version) => "x-gantry: { keepWarm: 1s }\n" + Yaml.Web("cold", version);
        var project = Platform.Project("cold", Compose("v1"));
        await project.LiveAsync();
        project.Compose(Compose("v2"));
        await project.LiveAsync();
        await Eventually.BecomesAsync("release 1 has gone", TimeSpan.FromSeconds(20), project.ContainersAsync, c => c.Count == 2);
        (await project.RollbackAsync("--to", "1")).Expect(0);
        await project.Site.AnswersAsync("v1");
        Assert.Equal(1, await project.ReleaseAsync());
    }

    [Fact]
    public async Task It_takes_back_a_rollout_that_hangs()
    {
        var project = Platform.Project("hangs", Yaml.Web("hangs", "v1"));
        await project.LiveAsync();
        var before = await project.ContainersAsync();
        project.Compose(Yaml.Web("hangs", "v2").Replace("VERSION: v2", "VERSION: v2, NOT_READY: '1'", StringComparison.Ordinal));
        await using var up = Platform.Begin("up", project.Folder, "-y");
        await Eventually.HoldsAsync("the new replicas have started", TimeSpan.FromSeconds(30), async () => (await project.ContainersAsync()).Count(c => c.Runs) == 4);
        Assert.Equal(1, (int)(await project.PsAsync())["rollout"]!["step"]!);
        // The same again is followed, anything else is refused.
        await using var again = Platform.Begin("up", project.Folder, "-y");
        await Eventually.HoldsAsync("the second command follows the first", TimeSpan.FromSeconds(30), () => Task.FromResult(again.Lines.Any(l => l.Contains("doing just this", StringComparison.Ordinal))));
        project.Compose(Yaml.Web("hangs", "v3"));
        (await project.UpAsync()).Expect(1).Says("is still at work", "gantry rollback");
        (await project.RollbackAsync()).Expect(0).Says("was taken back", "release 1 still serves");
        foreach (var command in (ProgramRun[])[up, again]) (await command.EndAsync(TimeSpan.FromSeconds(20))).Expect(1).Says("stopped by a rollback");
        await project.Site.AnswersAsync("v1");
        await Eventually.BecomesAsync("only release 1 is left", TimeSpan.FromSeconds(20), project.ContainersAsync,
            left => left.Select(c => c.Id).SequenceEqual(before.Select(c => c.Id)));
    }

    [Fact]
    public async Task Without_a_release_before_it_says_so()
    {
        var project = Platform.Project("only", Yaml.Web("only", "v1", replicas: 1));
        await project.LiveAsync();
        (await project.RollbackAsync()).Expect(1).Says("Release 1 is the first of only", "gantry history");
        (await project.RollbackAsync("--to", "1")).Expect(1).Says("Release 1 is what serves");
        (await project.RollbackAsync("--to", "7")).Expect(1).Says("There is no release 7 of only");
        await project.Site.AnswersAsync("v1");
    }

    [Fact]
    public async Task Settings_go_back_with_the_image()
    {
        string Compose(string version, string path) => Yaml.Web("settings", version, replicas: 1)
            .Replace("host: settings.test", $"host: settings.test, path: {path}", StringComparison.Ordinal);
        var project = Platform.Project("settings", Compose("v1", "/old"));
        await project.LiveAsync();
        project.Compose(Compose("v2", "/new"));
        await project.LiveAsync();
        await project.Site.AnswersAsync("v2", "/new/x");
        Assert.Equal(404, (int)(await project.Site.GetAsync("/old")).Status);
        (await project.RollbackAsync()).Expect(0);
        await project.Site.AnswersAsync("v1", "/old/x");
        Assert.Equal(404, (int)(await project.Site.GetAsync("/new")).Status);
    }
}
