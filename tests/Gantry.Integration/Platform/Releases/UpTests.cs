using System.Net;
using Gantry.Integration.Platform.Harness;

namespace Gantry.Integration.Platform.Releases;

[Collection(SideBySide.Right)]
public sealed class UpTests(SharedPlatform shared) : PlatformTest(shared), IClassFixture<SharedPlatform>
{
    [Fact]
    public async Task An_app_goes_live_and_a_second_up_changes_nothing()
    {
        var project = Platform.Project("twice", Yaml.Web("twice", "v1"));
        var first = await project.LiveAsync();
        Assert.Equal(("twice", "production", 1), ((string?)first["app"], (string?)first["environment"], (int)first["release"]!));
        Assert.Equal([$"http://twice.test:{Platform.Http.Split(':')[1]}"], first["urls"]!.AsArray().Select(u => (string)u!));
        await project.Site.AnswersAsync("v1");
        var before = await project.ContainersAsync();
        Assert.Equal(2, before.Count);

        var again = await project.UpAsync("--json");
        var second = Project.Live(again);
        Say($"second up: {again.Took.TotalSeconds:0.00} s, of which {second["seconds"]} s after the start of the process");
        Assert.False((bool)second["changed"]!);
        Assert.Equal(1, (int)second["release"]!);
        Assert.Equal(before.Select(c => c.Id), (await project.ContainersAsync()).Select(c => c.Id));
        Assert.Single((await Platform.GantryAsync("history", "--app", "twice", "--json")).Expect(0).Json["rollouts"]!.AsArray());
    }

    [Fact]
    public async Task Without_json_a_second_up_says_that_nothing_changes()
    {
        var project = Platform.Project("plain", Yaml.Web("plain", "v1", replicas: 1));
        (await project.UpAsync()).Expect(0).Says("plain release 1 is live in production", $"http://plain.test:{Platform.Http.Split(':')[1]}");
        (await project.UpAsync()).Expect(0).Says("nothing to change");
    }

    [Fact]
    public async Task Replicas_are_added_and_taken_away_without_touching_the_others()
    {
        var project = Platform.Project("scaled", Yaml.Web("scaled", "v1", replicas: 1));
        await project.LiveAsync();
        var one = Assert.Single(await project.ContainersAsync());
        project.Compose(Yaml.Web("scaled", "v1", replicas: 3));
        await project.LiveAsync();
        var three = await project.ContainersAsync();
        Assert.Equal(3, three.Count);
        Assert.Contains(three, c => c.Id == one.Id);
        project.Compose(Yaml.Web("scaled", "v1", replicas: 2));
        await project.LiveAsync();
        await Support.Eventually.BecomesAsync("two replicas", TimeSpan.FromSeconds(20), project.ContainersAsync, left => left.Count == 2);
        await project.Site.AnswersAsync("v1");
    }

    [Fact]
    public async Task A_service_that_leaves_the_file_leaves_the_machine()
    {
        var project = Platform.Project("shrinks", Yaml.Web("shrinks", "v1", replicas: 1, app: Yaml.Peer("p1", replicas: 1)));
        await project.LiveAsync();
        Assert.Equal(2, (await project.ContainersAsync()).Count);
        project.Compose("x-gantry: { keepWarm: 0s }\n" + Yaml.Web("shrinks", "v1", replicas: 1));
        await project.LiveAsync();
        var left = await Support.Eventually.BecomesAsync("the peer is gone", TimeSpan.FromSeconds(20), project.ContainersAsync, c => c.Count == 1);
        Assert.Equal("web", left[0].Service);
    }

    [Fact]
    public async Task Two_environments_of_an_app_live_side_by_side()
    {
        var project = Platform.Project("both", Yaml.Web("both", "live", replicas: 1));
        await project.LiveAsync();
        project.Compose(Yaml.Web("both", "next", replicas: 1).Replace("both.test", "staging.both.test", StringComparison.Ordinal));
        Project.Live(await project.UpAsync("--json", "-e", "staging"));
        await project.Site.AnswersAsync("live");
        await (project.Site with { Host = "staging.both.test" }).AnswersAsync("next");
        Assert.Equal(2, (await project.ContainersAsync()).Count);
        Assert.Equal(2, (await Platform.Engine.NetworksAsync(Platform.Label)).Count(n => n.Contains("both", StringComparison.Ordinal)));
        (await project.DownAsync("-e", "staging")).Expect(0);
        Assert.Equal(HttpStatusCode.NotFound, (await (project.Site with { Host = "staging.both.test" }).GetAsync()).Status);
        await project.Site.AnswersAsync("live");
    }
}
