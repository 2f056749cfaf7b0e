using System.Text.Json;
using Gantry.Cli.Reports;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Apps;
using Gantry.Resources.Platforms;
using Gantry.Resources.Releases;
using Gantry.Resources.Replicas;
using Gantry.Resources.Rollouts;

namespace Gantry.Tests.Cli;

public sealed class UpTests
{
    [Fact]
    public async Task A_release_that_goes_live_ends_with_its_address_and_zero()
    {
        await using var platform = await PlannedAsync(Shop.Plan);
        platform.Lines("GET /v1/watch", GantryJson.Default.WatchLine, Shop.Rollout(101, 0.8, Shop.Running(1, 0.8)), Shop.Rollout(102, 2.4, Shop.Live));
        var (code, output, error) = await platform.RunAsync("up", platform.Project, "-y");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("✔ shop release 8 is live in production", output);
        Assert.EndsWith("  http://127.0.0.1:8080\n", output);
    }

    [Fact]
    public async Task Agreed_to_beforehand_it_begins_with_the_plan_and_is_followed()
    {
        await using var platform = await PlannedAsync(Shop.Plan, rollout: 9);
        platform.Lines("GET /v1/watch", GantryJson.Default.WatchLine, Shop.Rollout(102, 2.4, Shop.Live));
        var (code, output, _) = await platform.RunAsync("up", platform.Project, "-y");
        Assert.Equal(0, code);
        Assert.Contains("✔ shop release 8 is live in production", output);
        Assert.Contains(platform.Requests, r => r.StartsWith("POST /v1/plans", StringComparison.Ordinal) && r.Contains("\"start\":true", StringComparison.Ordinal));
        Assert.DoesNotContain(platform.Requests, r => r.StartsWith("POST /v1/rollouts", StringComparison.Ordinal));
        await platform.RunAsync("plan", platform.Project);
        Assert.DoesNotContain("\"start\":true", platform.Requests.Last(r => r.StartsWith("POST /v1/plans", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_release_that_is_on_its_way_already_is_followed_without_a_question()
    {
        await using var platform = await PlannedAsync(Shop.Plan, rollout: 9, joins: true);
        platform.Lines("GET /v1/watch", GantryJson.Default.WatchLine, Shop.Rollout(102, 2.4, Shop.Live));
        var (code, output, _) = await platform.RunAsync("up", platform.Project);
        Assert.Equal(0, code);
        Assert.Contains("Rollout 9 is doing just this", output);
    }

    [Fact]
    public async Task The_last_line_of_json_is_exactly_the_result()
    {
        await using var platform = await PlannedAsync(Shop.Plan);
        platform.Lines("GET /v1/watch", GantryJson.Default.WatchLine, Shop.Rollout(102, 2.4, Shop.Live));
        var (code, output, _) = await platform.RunAsync("up", platform.Project, "-y", "--json");
        Assert.Equal(0, code);
        var lines = output.TrimEnd('\n').Split('\n');
        Assert.All(lines, line => JsonDocument.Parse(line).Dispose());
        Assert.Matches("""^\{"result":"live","app":"shop","environment":"production","release":8,"urls":\["http://127.0.0.1:8080"\],"seconds":[0-9.]+\}$""", lines[^1]);
        Assert.Contains(lines, line => line.Contains("\"event\":\"step\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_release_that_fails_says_why_with_the_last_log_lines_and_what_serves()
    {
        await using var platform = await PlannedAsync(Shop.Plan);
        platform.Lines("GET /v1/watch", GantryJson.Default.WatchLine, Shop.Rollout(101, 3, Shop.Undoing), Shop.Rollout(102, 4, Shop.Failed));
        var (code, output, error) = await platform.RunAsync("up", platform.Project, "-y");
        Assert.Equal(1, code);
        Assert.Contains("| could not connect to store: refused", error);
        Assert.Contains("release 7 still serves", output);
    }

    [Fact]
    public async Task A_failure_in_json_ends_with_the_result_too()
    {
        await using var platform = await PlannedAsync(Shop.Plan);
        platform.Lines("GET /v1/watch", GantryJson.Default.WatchLine, Shop.Rollout(102, 4, Shop.Failed));
        var (code, output, _) = await platform.RunAsync("up", platform.Project, "-y", "--json");
        Assert.Equal(1, code);
        Assert.StartsWith("""{"result":"failed","app":"shop","environment":"production","release":8,"urls":[],""", output.TrimEnd('\n').Split('\n')[^1]);
    }

    [Fact]
    public async Task A_way_back_that_failed_is_not_called_serving()
    {
        await using var platform = await PlannedAsync(Shop.Plan);
        platform.Lines("GET /v1/watch", GantryJson.Default.WatchLine, Shop.Rollout(102, 4, Shop.Failed with { Step = 0 }));
        var (_, output, _) = await platform.RunAsync("up", platform.Project, "-y");
        Assert.DoesNotContain("still serves", output);
        Assert.Contains("could not be put back", output);
    }

    [Fact]
    public async Task Nothing_to_change_says_so_and_rolls_out_nothing()
    {
        await using var platform = await PlannedAsync(new Plan { Steps = [] });
        var (code, output, _) = await platform.RunAsync("up", platform.Project);
        Assert.Equal(0, code);
        Assert.Contains("nothing to change: shop in production is release 7, live for", output);
        Assert.DoesNotContain(platform.Requests, r => r.StartsWith("POST /v1/rollouts", StringComparison.Ordinal));
        (_, output, _) = await platform.RunAsync("up", platform.Project, "--json");
        Assert.EndsWith(",\"changed\":false}", output.TrimEnd('\n'));
        Assert.Contains("\"result\":\"live\",\"app\":\"shop\",\"environment\":\"production\",\"release\":7", output);
    }

    [Fact]
    public async Task Without_yes_and_without_a_terminal_nothing_is_rolled_out()
    {
        await using var platform = await PlannedAsync(Shop.Plan);
        var (code, _, error) = await platform.RunAsync("up", platform.Project);
        Assert.Equal(1, code);
        Assert.Contains("Add -y", error);
        Assert.DoesNotContain(platform.Requests, r => r.StartsWith("POST /v1/rollouts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_shown_is_what_is_asked_for()
    {
        await using var platform = await PlannedAsync(Shop.Plan);
        platform.Lines("GET /v1/watch", GantryJson.Default.WatchLine, Shop.Rollout(102, 4, Shop.Live));
        await platform.RunAsync("up", platform.Project, "-y");
        var sent = JsonSerializer.Deserialize(platform.Requests.Single(r => r.StartsWith("POST /v1/rollouts", StringComparison.Ordinal))["POST /v1/rollouts ".Length..],
            GantryJson.Default.RolloutRequest)!;
        Assert.Equal(("hash", RolloutReason.Up, "anna", false), (sent.PlanHash, sent.Reason, sent.RequestedBy, sent.DryRun));
        Assert.Equal(8, sent.Release!.Value.GetProperty("number").GetInt32());
    }

    [Fact]
    public async Task A_platform_that_is_restarted_meanwhile_is_watched_on_from_the_last_event()
    {
        await using var platform = await PlannedAsync(Shop.Plan);
        var calls = 0;
        platform.On("GET /v1/watch", context =>
        {
            switch (++calls)
            {
                case 1:
                    return FakePlatform.LinesAsync(context, GantryJson.Default.WatchLine, Shop.Rollout(101, 0.8, Shop.Running(1, 0.8)));
                case 2:
                    context.Abort();
                    return Task.CompletedTask;
                default:
                    return FakePlatform.LinesAsync(context, GantryJson.Default.WatchLine, Shop.Rollout(102, 2.4, Shop.Live));
            }
        });
        var (code, _, _) = await platform.RunAsync("up", platform.Project, "-y");
        Assert.Equal(0, code);
        Assert.Equal(["after=100&environment=production&app=shop", "after=101&environment=production&app=shop", "after=101&environment=production&app=shop"],
            platform.Requests.Where(r => r.StartsWith("GET /v1/watch?", StringComparison.Ordinal)).Select(r => r["GET /v1/watch?".Length..]));
    }

    [Fact]
    public async Task A_wrong_file_is_said_before_the_platform_is_asked_for_anything()
    {
        await using var platform = await FakePlatform.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(platform.Project, "compose.yaml"), "services:\n  web:\n    imag: x\n    volums: []\n", TestContext.Current.CancellationToken);
        var (code, output, error) = await platform.RunAsync("up", platform.Project, "-y", "--json");
        Assert.Equal((1, ""), (code, error));
        Assert.Contains("compose.yaml:3:5", output);
        Assert.Contains("compose.yaml:4:5", output);
        Assert.Contains("""{"result":"failed","app":null,"environment":"production","release":null,"urls":[],"seconds":""", output);
        Assert.DoesNotContain(platform.Requests, r => r != "GET /v1/status");
    }

    [Fact]
    public async Task An_image_that_cannot_be_built_shows_what_the_builder_said()
    {
        await using var platform = await FakePlatform.StartAsync();
        var problem = new Problem("services.web", "image.build-failed", "Its image cannot be built.", "Put the Dockerfile right.") { Details = ["no such file: app.csproj"] };
        platform.Lines("POST /v1/plans", GantryJson.Default.PlanLine,
            new PlanLine { Progress = new PlanProgress("web", "build", "Step 1/2 : FROM x") }, new PlanLine { Problems = [problem] });
        var (code, output, error) = await platform.RunAsync("up", platform.Project, "-y");
        Assert.Equal(1, code);
        Assert.Contains("web | Step 1/2 : FROM x", output);
        Assert.Contains("  | no such file: app.csproj", error);
    }

    [Theory]
    [InlineData(412)]
    [InlineData(404)]
    public async Task A_platform_of_another_build_is_stopped_before_this_one_is_started(int answer)
    {
        await using var platform = await PlannedAsync(Shop.Plan);
        platform.Differs = answer;
        platform.Answer("GET /v1/status", FakePlatform.Status with { Version = "0.0.9+old" }, GantryJson.Default.PlatformStatus);
        platform.On("POST /v1/stop", _ => Task.CompletedTask);
        platform.On("GET /_ping", _ => Task.CompletedTask);
        var (code, output, error) = await platform.RunAsync("up", platform.Project, "-y");
        Assert.Contains("is restarted as", output);
        Assert.Contains("POST /v1/stop?edge=keep", platform.Requests);
        // Its program is not there, which is where this test ends.
        Assert.Equal(1, code);
        Assert.Contains("gantryd", error);
    }

    [Fact]
    public async Task A_platform_that_is_as_expected_is_asked_once()
    {
        await using var platform = await PlannedAsync(new Plan { Steps = [] });
        Assert.Equal(0, (await platform.RunAsync("up", platform.Project, "-y")).Code);
        Assert.StartsWith("POST /v1/plans {", Assert.Single(platform.Requests), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GANTRY_HTTP", "http", "The platform answers on 127.0.0.1:8080, not on 10.0.0.1:81")]
    [InlineData("GANTRY_HTTPS", "https", "The platform serves HTTPS on 127.0.0.1:8443, not on 10.0.0.1:81")]
    public async Task An_address_that_the_platform_does_not_have_is_told_of(string variable, string query, string said)
    {
        await using var platform = await PlannedAsync(new Plan { Steps = [] });
        platform.Variables[variable] = "10.0.0.1:81";
        Assert.Equal(0, (await platform.RunAsync("up", platform.Project, "-y")).Code);
        Assert.StartsWith($"POST /v1/plans?{query}=10.0.0.1%3A81 {{", Assert.Single(platform.Requests), StringComparison.Ordinal);

        platform.Differs = 412;
        platform.Answer("GET /v1/status", FakePlatform.Status with { Https = "127.0.0.1:8443" }, GantryJson.Default.PlatformStatus);
        var (code, output, _) = await platform.RunAsync("up", platform.Project, "-y");
        Assert.Equal(0, code);
        Assert.Contains(said, output);
    }

    [Fact]
    public async Task An_engine_that_is_away_is_looked_after_and_the_plan_asked_for_again()
    {
        await using var platform = await PlannedAsync(new Plan { Steps = [] });
        platform.Answer("GET /v1/status", FakePlatform.Status with { Engine = new PartStatus(false, "away") }, GantryJson.Default.PlatformStatus);
        platform.On("GET /_ping", _ => Task.CompletedTask);
        var planned = platform.Answered("POST /v1/plans");
        var calls = 0;
        platform.On("POST /v1/plans", context => ++calls > 1 ? planned(context)
            : FakePlatform.LinesAsync(context, GantryJson.Default.PlanLine, new PlanLine { Problems = [new Problem("engine", "engine.not-running", "It does not answer.", "Start it.")] }));
        var (code, _, error) = await platform.RunAsync("up", platform.Project, "-y");
        Assert.Equal((0, "", 2), (code, error, calls));
    }

    [Theory]
    [InlineData(ServerExit.StoreInUse, true)]
    [InlineData(1, false)]
    public async Task Where_another_has_the_store_it_is_tried_again_and_where_something_is_wrong_it_is_said(int exit, bool again)
    {
        await using var platform = await PlannedAsync(new Plan { Steps = [] });
        var starts = Path.Combine(platform.Project, "starts");
        platform.On("GET /_ping", _ => Task.CompletedTask);
        platform.IsAway = () => !File.Exists(starts) || File.ReadAllLines(starts).Length < 2;
        var program = Path.Combine(platform.Paths.Home, "gantryd");
        await File.WriteAllTextAsync(program, $"#!/bin/sh\necho started >>{starts}\nexit {exit}\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var (code, _, error) = await platform.RunAsync("up", platform.Project, "-y");
        Assert.Equal((again ? 0 : 1, again), (code, File.ReadAllLines(starts).Length > 1));
        Assert.Equal(!again, error.Contains("ended at once with code 1", StringComparison.Ordinal));
    }

    private static async Task<FakePlatform> PlannedAsync(Plan plan, int? rollout = null, bool joins = false)
    {
        var platform = await FakePlatform.StartAsync();
        var definition = new AppDefinition { Name = "shop", Environment = "production", ProjectDirectory = platform.Project, Services = [] };
        var release = new ReleaseSpec
        {
            App = "shop",
            Environment = "production",
            Number = plan.IsEmpty ? 7 : 8,
            CreatedAt = Shop.Now,
            CreatedBy = "anna",
            Fingerprint = "f",
            Definition = definition,
            Services = [],
        };
        platform.Lines("POST /v1/plans", GantryJson.Default.PlanLine, new PlanLine
        {
            Plan = new PlanAnswer
            {
                Release = JsonSerializer.SerializeToElement(release, GantryJson.Default.ReleaseSpec),
                Number = release.Number,
                Plan = plan,
                PlanHash = "hash",
                Rollout = rollout,
                Joins = joins,
                Revision = 100,
                Live = 7,
                LiveSince = Shop.Now.AddHours(-1),
                Urls = ["http://127.0.0.1:8080"],
            },
        });
        platform.Answer("POST /v1/rollouts", new RolloutAnswer
        {
            Rollout = 9,
            Release = 8,
            Live = 7,
            Plan = plan,
            PlanHash = "hash",
            Revision = 100,
            Urls = ["http://127.0.0.1:8080"],
        }, GantryJson.Default.RolloutAnswer);
        platform.Answer("GET /v1/resources App", [StoredApps.View("shop")], GantryJson.Default.IReadOnlyListResourceView);
        return platform;
    }
}
