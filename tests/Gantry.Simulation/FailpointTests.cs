namespace Gantry.Simulation;

/// <summary>A crash at every boundary of the platform's code.</summary>
public sealed class FailpointTests(ITestOutputHelper output)
{
    private const int Few = 12;

    private static readonly SimulationOptions Calm = new() { Stormy = TimeSpan.FromSeconds(25), CrashAt = "none" };

    /// <summary>Those of which it would be a surprise if they were not passed.</summary>
    private static readonly string[] Expected =
    [
        "rollouts/commit Rollout.Status", "rollouts/commit Replica.Spec", "rollouts/commit Route.Spec", "engine/commit Replica.Status",
        "engine/commit Replica.Deleted", "traffic/commit Edge.Status", "people/commit App.Spec", "people/commit Release.Spec", "gantryd/commit Edge.Spec",
        "engine/create", "engine/start", "engine/stop", "engine/remove", "engine/inspect", "engine/list", "engine/create network", "engine/remove network",
        "engine/networks", "engine/network", "engine/volume", "traffic/apply",
    ];

    [Fact]
    public void The_platform_goes_on_after_a_crash_at_each_of_them()
    {
        var calm = Seeds.RunAll(1, Few, seed => Simulation.Run(seed, Calm));
        Seeds.AssertNone(calm);
        var points = calm.SelectMany(r => r.Statistics.Failpoints.Keys).Distinct().Order(StringComparer.Ordinal).ToList();
        foreach (var name in Expected)
        {
            Assert.Contains($"{name}/before", points);
            Assert.Contains($"{name}/after", points);
        }
        // Each at its first visit and at one in the middle, in the run that passes it most often.
        var crashes = points.SelectMany(p =>
        {
            var most = calm.MaxBy(r => r.Statistics.Failpoints.GetValueOrDefault(p))!;
            return new[] { 1, 1 + most.Statistics.Failpoints[p] / 2 }.Distinct().Select(visit => (most.Seed, Point: p, Visit: visit));
        }).ToList();
        var results = Seeds.RunAll(0, crashes.Count, n => Simulation.Run(crashes[n].Seed, Calm with { CrashAt = crashes[n].Point, CrashVisit = crashes[n].Visit }));
        output.WriteLine($"{points.Count} failpoints, {crashes.Count} crashes: {string.Join(", ", points)}");
        Seeds.AssertNone(results);
        Assert.All(results, r => Assert.True(r.Statistics.ControlPlaneKills == 1, $"{r.Options.CrashAt} was not reached at visit {r.Options.CrashVisit}"));
    }
}
