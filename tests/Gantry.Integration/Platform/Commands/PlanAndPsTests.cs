using Gantry.Integration.Platform.Harness;

namespace Gantry.Integration.Platform.Commands;

[Collection(SideBySide.Left)]
public sealed class PlanAndPsTests(SharedPlatform shared) : PlatformTest(shared), IClassFixture<SharedPlatform>
{
    [Fact]
    public async Task Plan_exits_with_two_for_changes_with_zero_for_none_and_with_one_for_an_error_and_changes_nothing()
    {
        var project = Platform.Project("planned", Yaml.Web("planned", "v1"));
        (await Platform.GantryAsync("plan", project.Folder)).Expect(2).Says("planned in production: release 1, the first to serve", "start 2 × web and wait until ready");
        Assert.Empty(await project.ContainersAsync());
        await project.LiveAsync();
        (await Platform.GantryAsync("plan", project.Folder)).Expect(0).Says("nothing to change");
        project.Compose(Yaml.Web("planned", "v2"));
        (await Platform.GantryAsync("plan", project.Folder)).Expect(2).Says("release 2 replaces release 1", "environment.VERSION", "switch web to release 2");
        var json = (await Platform.GantryAsync("plan", project.Folder, "--json")).Expect(2).Json;
        Assert.True((bool)json["changes"]!);
        Assert.Equal((1, 2), ((int)json["live"]!, (int)json["release"]!));
        Assert.NotEmpty(json["plan"]!["steps"]!.AsArray());
        await project.Site.AnswersAsync("v1");
        Assert.Equal(2, (await project.ContainersAsync()).Count);
        project.Compose("services: { web: { imagee: x } }");
        (await Platform.GantryAsync("plan", project.Folder)).Expect(1).Says("compose.yaml:1:", "imagee");
    }

    [Fact]
    public async Task The_steps_that_plan_shows_are_the_steps_that_up_takes()
    {
        var project = Platform.Project("same", Yaml.Web("same", "v1"));
        await project.LiveAsync();
        project.Compose(Yaml.Web("same", "v2", gantry: "strategy: rolling,"));
        var planned = Steps((await Platform.GantryAsync("plan", project.Folder, "--json")).Expect(2).Json["plan"]!);
        (await project.UpAsync("--json")).Expect(0);
        var taken = (await Platform.Api.ResourcesAsync("Rollout")).Single(r => (string)r["name"]! == "same.2");
        Assert.Equal(planned, Steps(taken["spec"]!["plan"]!));

        static IReadOnlyList<string> Steps(System.Text.Json.Nodes.JsonNode plan) => [.. plan["steps"]!.AsArray().Select(s => (string)s!["says"]!)];
    }

    [Fact]
    public async Task Ps_shows_what_serves_and_what_is_kept_warm()
    {
        var project = Platform.Project("shown", Yaml.Web("shown", "v1"));
        await project.LiveAsync();
        project.Compose(Yaml.Web("shown", "v2"));
        await project.LiveAsync();
        var ps = await project.PsAsync();
        Assert.Equal(("shown", "production", 2), ((string?)ps["app"], (string?)ps["environment"], (int)ps["release"]!));
        var rows = ps["services"]!.AsArray().Select(r => ((string)r!["service"]!, (int)r["release"]!, (string)r["part"]!, (int)r["ready"]!, (string)r["state"]!));
        Assert.Equal([("web", 2, "Live", 2, "ready"), ("web", 1, "Warm", 2, "warm")], rows);
        var text = (await Platform.GantryAsync("ps", "--app", "shown")).Expect(0).Says("shown", "web", "ready", "warm", "shown.test");
        Assert.All(text.Lines, line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public async Task History_tells_every_rollout_and_how_it_ended()
    {
        var project = Platform.Project("told", Yaml.Web("told", "v1", replicas: 1));
        await project.LiveAsync();
        project.Compose(Yaml.Web("told", "v2", replicas: 1).Replace("VERSION: v2", "VERSION: v2, EXIT: '5'", StringComparison.Ordinal));
        (await project.UpAsync()).Expect(1);
        project.Compose(Yaml.Web("told", "v3", replicas: 1));
        await project.LiveAsync();
        (await project.RollbackAsync()).Expect(0);
        (await project.DownAsync()).Expect(0);
        var rows = (await Platform.GantryAsync("history", "--app", "told", "--json")).Expect(0).Json["rollouts"]!.AsArray();
        Assert.Equal([("Down", "Live"), ("Rollback", "Live"), ("Up", "Live"), ("Up", "Failed"), ("Up", "Live")],
            rows.Select(r => ((string)r!["reason"]!, (string)r["result"]!)));
        Assert.Contains("exit code 5", (string?)rows[3]!["failure"], StringComparison.Ordinal);
        var text = (await Platform.GantryAsync("history", "--app", "told")).Expect(0).Says("failed", "rollback", "down");
        Assert.All(text.Lines, line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public async Task Lint_and_doctor_say_when_all_is_well_and_when_not()
    {
        var project = Platform.Project("linted", Yaml.Web("linted", "v1", replicas: 1));
        (await Platform.GantryAsync("lint", project.Folder)).Expect(0);
        project.Compose("services: { web: { imagee: x } }");
        (await Platform.GantryAsync("lint", project.Folder)).Expect(1).Says("imagee");
        (await Platform.GantryAsync("doctor")).Expect(0).Says("engine", "edge");
        (await Platform.GantryAsync("platform", "status")).Expect(0).Says(Platform.Home, Platform.Http);
    }
}
