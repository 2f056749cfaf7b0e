using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;
using Gantry.Integration.Support.Loads;

namespace Gantry.Integration.Platform.Faults;

/// <summary>The machine's clock is an hour off when gantryd starts again, in the time in which the release before is kept warm.</summary>
public sealed class ClockShiftedTests : PlatformTest
{
    [Fact]
    public async Task An_hour_off_either_way_it_rolls_back_and_forth_and_no_request_fails()
    {
        var platform = await StartPlatformAsync();
        var project = platform.Project("timely", Yaml.Web("timely", "v1"));
        await project.LiveAsync();
        project.Compose(Yaml.Web("timely", "v2"));
        await project.LiveAsync();
        await using var load = Load.Hey(project.Site, perClient: 40);
        // What was warm for minutes is warm for more than an hour, then its time has long been up, then the clock is put right.
        await using (var server = await StartAsync(platform, "-1h"))
        {
            Assert.InRange((await StartedAtAsync(platform) - TimeProvider.System.GetUtcNow()).TotalMinutes, -62, -58);
            (await project.RollbackAsync()).Expect(0);
            await project.Site.AnswersAsync("v1");
        }
        await using (var server = await StartAsync(platform, "+1h"))
        {
            Assert.InRange((await StartedAtAsync(platform) - TimeProvider.System.GetUtcNow()).TotalMinutes, 58, 62);
            (await project.RollbackAsync()).Expect(0);
            await project.Site.AnswersAsync("v2");
            project.Compose(Yaml.Web("timely", "v3"));
            await project.LiveAsync();
        }
        await platform.StartAgainAsync();
        (await project.RollbackAsync()).Expect(0);
        await project.Site.AnswersAsync("v2");
        (await load.StopAsync()).ExpectNoFailure(atLeast: 1);
        (await platform.GantryAsync("audit", "verify")).Expect(0);
        await Ledger.BalancesAsync(platform);
    }

    /// <summary>When gantryd thinks that it has started.</summary>
    private static async Task<DateTimeOffset> StartedAtAsync(TestPlatform platform) => (DateTimeOffset)(await platform.Api.StatusAsync())["startedAt"]!;

    /// <summary>The wall clock alone is off, as after somebody has set it: the steady one that waits are measured by knows nothing of it.</summary>
    private static async Task<ProgramRun> StartAsync(TestPlatform platform, string shift)
    {
        foreach (var running in Processes.Of(platform.Home, "gantryd")) await TestPlatform.KillAsync(running);
        var library = Directory.GetDirectories("/usr/lib").Select(d => Path.Combine(d, "faketime", "libfaketimeMT.so.1")).Append("/usr/lib/faketime/libfaketimeMT.so.1").First(File.Exists);
        var server = platform.BeginServer("env", $"LD_PRELOAD={library}", $"FAKETIME={shift}", "FAKETIME_DONT_FAKE_MONOTONIC=1", "NO_FAKE_STAT=1");
        await Eventually.HoldsAsync("gantryd serves", TimeSpan.FromSeconds(60), () => EnginePing.AnswersAsync(Path.Combine(platform.Home, "run", "gantryd.sock")));
        return server;
    }
}
