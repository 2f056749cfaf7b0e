using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;
using Gantry.Integration.Support.Loads;

namespace Gantry.Integration.Platform.Crashes;

/// <summary>gantryd dies without notice, at any moment of a rollout.</summary>
public sealed class ServerKilledTests : PlatformTest
{
    /// <summary>Blue-green, rolling, a service that is held, and a one-off: every kind of step is interrupted.</summary>
    private static string Compose(int version) => "x-gantry: { keepWarm: 3s }\n" + Yaml.Web("crash", $"v{version}",
        service: "depends_on: { once: { condition: service_completed_successfully }, keeper: { condition: service_started } }",
        gantry: $"strategy: {(version % 2 == 0 ? "rolling" : "blue-green")},",
        app: $$"""
              keeper:
                image: {{TestImages.Responder}}
                environment: { VERSION: k{{version / 3}}, DATA: /data }
                volumes: ["data:/data"]
                x-gantry: { probe: { path: /healthz }, route: { host: keeper.crash.test } }
              once:
                image: {{TestImages.Busybox}}
                command: ["true"]
                restart: "no"
            volumes: { data: }
            """);

    [Fact]
    public async Task Killed_at_random_moments_of_rollouts_it_always_converges_and_no_request_fails()
    {
        var seed = Rounds.Seed;
        var random = new Random(seed);
        var platform = await StartPlatformAsync();
        var project = platform.Project("crash", Compose(0));
        await project.LiveAsync();
        project.Compose(Compose(1));
        var usual = (double)(await project.LiveAsync())["seconds"]! * 1000;
        var (load, held) = Loads(project);
        var reports = new List<LoadReport>();
        var kills = Rounds.Of(12, 200);
        try
        {
            for (var i = 1; i <= kills; i++)
            {
                var version = i + 1;
                project.Compose(Compose(version));
                await using var up = platform.Begin("up", project.Folder, "-y", "--json");
                var moment = random.Next(0, (int)(usual * 1.2));
                await Task.Delay(TimeSpan.FromMilliseconds(moment), TimeProvider.System, TestContext.Current.CancellationToken);
                foreach (var server in Processes.Of(platform.Home, "gantryd")) await TestPlatform.KillAsync(server);
                await platform.StartAgainAsync();
                var result = await up.EndAsync(TimeSpan.FromSeconds(90));
                // Whatever the command was doing, it goes on with the platform that is there again.
                result.Expect(0);
                await project.Site.AnswersAsync($"v{version}");
                await (project.Site with { Host = "keeper.crash.test" }).AnswersAsync($"k{version / 3}");
                // The generator counts no further than a million answers.
                if (i % 20 != 0 && i < kills) continue;
                reports.AddRange([await load.StopAsync(), await held.StopAsync()]);
                Say(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"after {i} of {kills} kills (seed {seed}): {reports.Sum(r => r.Requests)} requests, {reports.Sum(r => r.Failed)} failed"));
                foreach (var report in reports.TakeLast(2)) report.ExpectNoFailure(atLeast: 1);
                if (i < kills) (load, held) = Loads(project);
            }
        }
        finally
        {
            await load.DisposeAsync();
            await held.DisposeAsync();
        }

        await Ledger.BalancesAsync(platform);
        Assert.False((bool)(await project.LiveAsync())["changed"]!);
    }

    private static (Load Web, Load Held) Loads(Project project) =>
        (Load.Hey(project.Site, perClient: 70), Load.Hey(project.Site with { Host = "keeper.crash.test" }, clients: 4, perClient: 25));

    [Fact]
    public async Task While_it_is_dead_everything_goes_on_and_a_container_that_ends_is_started_again()
    {
        var platform = await StartPlatformAsync();
        var project = platform.Project("headless", Yaml.Web("headless", "v1"));
        await project.LiveAsync();
        await TestPlatform.KillAsync(await platform.ServerProcessAsync());
        await project.Site.AnswersAsync("v1");
        var victim = (await project.ContainersAsync())[0];
        var started = (string)(await platform.Engine.InspectAsync(victim.Id))["State"]!["StartedAt"]!;
        await TestPlatform.KillAsync((int)(await platform.Engine.InspectAsync(victim.Id))["State"]!["Pid"]!);
        await Eventually.HoldsAsync("the engine has started it again", TimeSpan.FromSeconds(20), async () =>
            (await platform.Engine.InspectAsync(victim.Id))["State"] is { } state && (bool)state["Running"]! && (string)state["StartedAt"]! != started);
        await project.Site.AnswersAsync("v1");
        (await platform.GantryAsync("ps")).Expect(1).Says("No platform is running", "gantry platform start");
        await platform.StartAgainAsync();
        await Ledger.BalancesAsync(platform);
        Assert.False((bool)(await project.LiveAsync())["changed"]!);
    }
}
