using System.Text.Json;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Replicas;
using Gantry.Resources.Rollouts;

namespace Gantry.Tests.Cli;

public sealed class CommandTests
{
    [Fact]
    public async Task Rollback_says_first_what_it_does_and_how_to_undo_it()
    {
        await using var platform = await RollsBackAsync(aborts: false);
        platform.Lines("GET /v1/watch", GantryJson.Default.WatchLine, Shop.Rollout(102, 0.1, Shop.Live));
        var (code, output, _) = await platform.RunAsync("rollback", platform.Project, "-y");
        Assert.Equal(0, code);
        Assert.Contains("shop in production: back from release 7 to release 6", output);
        Assert.Contains("To undo this: gantry rollback --to 7", output);
        Assert.Contains("shop is back on release 6", output);
        Assert.Equal([true, false], platform.Requests.Where(r => r.StartsWith("POST", StringComparison.Ordinal))
            .Select(r => JsonSerializer.Deserialize(r["POST /v1/rollouts ".Length..], GantryJson.Default.RolloutRequest)!.DryRun));
    }

    [Fact]
    public async Task Taking_back_a_rollout_at_work_ends_well_when_it_has_failed_for_that()
    {
        await using var platform = await RollsBackAsync(aborts: true);
        platform.Lines("GET /v1/watch", GantryJson.Default.WatchLine,
            Shop.Rollout(102, 0.1, Shop.Failed with { Failure = Shop.NotReady with { Code = "rollout.stopped" } }));
        var (code, output, _) = await platform.RunAsync("rollback", platform.Project, "-y");
        Assert.Equal(0, code);
        Assert.Contains("was taken back; release 6 still serves", output);
    }

    [Fact]
    public async Task Plan_exits_with_two_for_changes_and_with_one_for_an_error()
    {
        await using var platform = await FakePlatform.StartAsync();
        platform.Refuse("POST /v1/plans", 409, new Problem("services.web", "port.taken", "Port 80 is taken.", "Choose another."));
        var (code, output, error) = await platform.RunAsync("plan", platform.Project);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("error: services.web: Port 80 is taken.\n  → Choose another.\n", error);
    }

    [Fact]
    public async Task An_app_in_another_environment_is_pointed_to()
    {
        await using var platform = await FakePlatform.StartAsync();
        platform.On("GET /v1/resources App", context => FakePlatform.SendAsync(context,
            context.Request.Query["environment"] == "production" ? [] : [StoredApps.View("shop", "staging")], GantryJson.Default.IReadOnlyListResourceView));
        var (code, _, error) = await platform.RunAsync("history", "--app", "shop");
        Assert.Equal(1, code);
        Assert.Contains("There is no app shop in production.\n  → It is in staging: add -e staging.", error);
    }

    [Fact]
    public async Task With_several_apps_and_none_named_the_choice_is_left_to_the_reader()
    {
        await using var platform = await FakePlatform.StartAsync();
        platform.Answer("GET /v1/resources App", [StoredApps.View("blog"), StoredApps.View("shop")], GantryJson.Default.IReadOnlyListResourceView);
        var (code, _, error) = await platform.RunAsync("rollback", "-y");
        Assert.Equal(1, code);
        Assert.Contains("blog, shop", error);
        (code, var output, _) = await platform.RunAsync("ps", "--json");
        Assert.Equal(0, code);
        Assert.Equal(["blog", "shop"], JsonDocument.Parse(output).RootElement.GetProperty("apps").EnumerateArray().Select(a => a.GetProperty("app").GetString()));
    }

    [Fact]
    public async Task Run_prints_what_the_command_writes_and_exits_with_its_code()
    {
        await using var platform = await FakePlatform.StartAsync();
        platform.Answer("GET /v1/resources App", [StoredApps.View("shop")], GantryJson.Default.IReadOnlyListResourceView);
        platform.Answer("POST /v1/runs", new RunAnswer("shop.web.run-1.1", 100), GantryJson.Default.RunAnswer);
        var written = new TaskCompletionSource();
        platform.On("GET /v1/logs", async context =>
        {
            await FakePlatform.LinesAsync(context, GantryJson.Default.LogLine, new LogLine("shop.web.run-1.1", "web", "stdout", Shop.Now, "hello"));
            written.SetResult();
        });
        platform.On("GET /v1/watch", async context =>
        {
            await FakePlatform.LinesAsync(context, GantryJson.Default.WatchLine, Ran(101, new ReplicaStatus { Phase = ReplicaPhase.Starting, ContainerId = "c" }));
            await context.Response.Body.FlushAsync();
            await written.Task;
            await FakePlatform.LinesAsync(context, GantryJson.Default.WatchLine, Ran(102, new ReplicaStatus { Phase = ReplicaPhase.Exited, ContainerId = "c", ExitCode = 3 }));
        });
        var (code, output, _) = await platform.RunAsync("run", "web", "--", "ls", "-la");
        Assert.Equal((3, "hello\n"), (code, output));
        Assert.Contains(platform.Requests, r => r.Contains("\"command\":[\"ls\",\"-la\"]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_answers_means_that_no_platform_runs()
    {
        var platform = await FakePlatform.StartAsync();
        await platform.DisposeAsync();
        var (code, _, error) = await platform.RunAsync("ps");
        Assert.Equal(1, code);
        Assert.Contains("No platform is running.\n  → Start it: gantry platform start.", error);
    }

    [Theory]
    [InlineData("There is no command upp.", "upp")]
    [InlineData("There is no option --foo.", "up", "--foo")]
    [InlineData("A command is missing.", "platform")]
    [InlineData("Required argument missing", "inspect")]
    public async Task What_is_not_understood_is_said_in_a_sentence(string sentence, params string[] args)
    {
        await using var platform = await FakePlatform.StartAsync();
        var (code, output, error) = await platform.RunAsync(args);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains(sentence, error);
    }

    [Fact]
    public async Task Lint_needs_no_platform_and_fails_on_errors_alone()
    {
        await using var platform = await FakePlatform.StartAsync();
        Assert.Equal(0, (await platform.RunAsync("lint", platform.Project)).Code);
        var (code, output, _) = await platform.RunAsync("lint", Path.Combine(platform.Project, "nothing"));
        Assert.Equal(1, code);
        Assert.Contains("does not exist", output);
        Assert.Empty(platform.Requests);
    }

    [Fact]
    public async Task Lint_tells_programs_each_finding_and_the_fate_of_each_key()
    {
        await using var platform = await FakePlatform.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(platform.Project, "compose.yaml"),
            "version: '3'\nservices:\n  web:\n    image: nginx\n    ports: ['0.0.0.0:5432:5432']\n", TestContext.Current.CancellationToken);
        var (code, output, _) = await platform.RunAsync("lint", platform.Project, "--json");
        var document = JsonDocument.Parse(output).RootElement;
        Assert.Equal(0, code);
        var findings = document.GetProperty("findings").EnumerateArray().ToDictionary(f => f.GetProperty("code").GetString()!);
        Assert.Equal("""{"file":"compose.yaml","line":4,"column":5,"code":"GA001","severity":"Warning","path":"services.web.image",""",
            findings["GA001"].GetRawText()[..findings["GA001"].GetRawText().IndexOf("\"message\"", StringComparison.Ordinal)]);
        Assert.Equal("services.web.ports[0]", findings["GA060"].GetProperty("path").GetString());
        Assert.Equal("compose.no-effect", findings["compose.no-effect"].GetProperty("code").GetString());
        Assert.Equal(["version noted", "services honoured", "services.web honoured", "services.web.image honoured", "services.web.ports honoured"],
            document.GetProperty("keys").EnumerateArray().Select(k => $"{k.GetProperty("path")} {k.GetProperty("fate")}"));
        (code, output, _) = await platform.RunAsync("lint", platform.Project, "--sarif");
        var run = JsonDocument.Parse(output).RootElement.GetProperty("runs")[0];
        Assert.Equal((0, findings.Count), (code, run.GetProperty("results").GetArrayLength()));
        Assert.Equal("2.1.0", JsonDocument.Parse(output).RootElement.GetProperty("version").GetString());
        Assert.All(run.GetProperty("results").EnumerateArray(), r => Assert.Contains(
            r.GetProperty("ruleId").GetString(), run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("id").GetString())));
    }

    [Fact]
    public async Task Lint_mends_what_changes_nothing_and_tells_a_wrong_command_from_a_wrong_file()
    {
        await using var platform = await FakePlatform.StartAsync();
        var file = Path.Combine(platform.Project, "compose.yaml");
        await File.WriteAllTextAsync(file, "version: '3'\nservices:\n  web:\n    image: shop/web:1\n", TestContext.Current.CancellationToken);
        var (code, output, _) = await platform.RunAsync("lint", platform.Project, "--fix");
        Assert.Equal(0, code);
        Assert.Contains("mended: compose.yaml:1:1", output);
        Assert.Equal("services:\n  web:\n    image: shop/web:1\n", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal(2, (await platform.RunAsync("lint", platform.Project, "--no-such-option")).Code);
        await File.WriteAllTextAsync(file, "services:\n  web:\n    imag: x\n", TestContext.Current.CancellationToken);
        Assert.Equal(1, (await platform.RunAsync("lint", platform.Project, "--json")).Code);
    }

    [Fact]
    public async Task Inspect_finds_by_name_by_kind_and_by_service()
    {
        await using var platform = await FakePlatform.StartAsync();
        platform.Answer("GET /v1/resources App", [StoredApps.View("shop")], GantryJson.Default.IReadOnlyListResourceView);
        platform.Answer("GET /v1/resources Route", [StoredApps.View("shop.web") with { Kind = Kinds.Route }], GantryJson.Default.IReadOnlyListResourceView);
        Assert.Equal("shop", Name(await platform.RunAsync("inspect", "shop")));
        Assert.Equal("shop.web", Name(await platform.RunAsync("inspect", "route/shop.web")));
        Assert.Equal("shop.web", Name(await platform.RunAsync("inspect", "web")));
        Assert.Contains("There are shop, shop.web", (await platform.RunAsync("inspect", "nothing")).Error);

        static string? Name((int, string Out, string) ran) => JsonDocument.Parse(ran.Out).RootElement.GetProperty("name").GetString();
    }

    private static WatchLine Ran(long sequence, ReplicaStatus status) => Shop.Replica(sequence, 0, "shop.web.run-1.1", status.Phase) with
    {
        Resource = new ResourceView(Kinds.Replica, "production", "shop.web.run-1.1", sequence, 1,
            JsonSerializer.SerializeToElement("", GantryJson.Default.String), JsonSerializer.SerializeToElement(status, GantryJson.Default.ReplicaStatus)),
    };

    private static async Task<FakePlatform> RollsBackAsync(bool aborts)
    {
        var platform = await FakePlatform.StartAsync();
        platform.Answer("GET /v1/resources App", [StoredApps.View("shop", rollouts: 9)], GantryJson.Default.IReadOnlyListResourceView);
        platform.Answer("POST /v1/rollouts", new RolloutAnswer
        {
            Rollout = 9,
            Release = 6,
            Live = 7,
            Plan = Shop.Plan,
            PlanHash = "hash",
            Revision = 100,
            Aborts = aborts,
        }, GantryJson.Default.RolloutAnswer);
        return platform;
    }
}
