using System.Globalization;
using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;
using Gantry.Integration.Support.Loads;

namespace Gantry.Integration.Platform.Faults;

/// <summary>gantryd stands still in the midst of rollouts, as on a machine that is suspended or short of memory, and goes on as if nothing had been.</summary>
public sealed class PausedTests : PlatformTest
{
    [Fact]
    public async Task Stopped_for_seconds_in_the_midst_of_rollouts_it_converges_and_no_request_fails()
    {
        var seed = Rounds.Seed;
        var random = new Random(seed);
        var platform = await StartPlatformAsync();
        var project = platform.Project("still", Compose(0));
        await project.LiveAsync();
        var server = await platform.ServerProcessAsync();
        await using var load = Load.Hey(project.Site, perClient: 40);
        for (var round = 1; round <= Rounds.Of(1, 40); round++)
        {
            project.Compose(Compose(round));
            await using var up = platform.Begin("up", project.Folder, "-y", "--json");
            await Eventually.HoldsAsync("the rollout has begun", TimeSpan.FromSeconds(30), () => up.Lines.Any(l => l.Contains("\"rollout\"", StringComparison.Ordinal)));
            var (moment, pause) = (random.Next(0, 1500), random.Next(2000, 4000));
            Say($"round {round} (seed {seed}): stopped {moment} ms into the rollout, for {pause} ms");
            await Task.Delay(TimeSpan.FromMilliseconds(moment), TimeProvider.System);
            Processes.Pause(server);
            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(pause), TimeProvider.System);
            }
            finally
            {
                Processes.Resume(server);
            }
            Project.Live(await up.EndAsync(TimeSpan.FromSeconds(60)));
            await project.Site.AnswersAsync($"v{round}");
        }
        (await load.StopAsync()).ExpectNoFailure(atLeast: 1);
        await Ledger.BalancesAsync(platform);
        Assert.Equal(server, await platform.ServerProcessAsync());
    }

    private static string Compose(int version) => "x-gantry: { keepWarm: 2s }\n" + Yaml.Web("still", $"v{version}",
        gantry: $"strategy: {(version % 2 == 0 ? "blue-green" : "rolling")},");
}
