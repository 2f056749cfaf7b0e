namespace Gantry.Simulation;

/// <summary>The platform under everything that a machine and people can do to it.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private static bool Nightly => Environment.GetEnvironmentVariable("GANTRY_NIGHTLY") is { Length: > 0 };

    [Fact]
    public void Every_seed_keeps_every_invariant()
    {
        var results = Seeds.RunAll(1, Nightly ? 20_000 : 2_000, seed => Simulation.Run(seed));
        output.WriteLine(Seeds.Summary(results));
        Seeds.AssertNone(results);
        Assert.All(Seeds.Faults(results), f => Assert.True(f.Count > results.Count / 100, $"{f.Kind} struck only {f.Count} times in {results.Count} runs"));
        // A storm that strikes nothing shows nothing.
        Assert.All(Seeds.Totals(results), t => Assert.True(t.Count > results.Count / 20, $"{t.What}: only {t.Count} in {results.Count} runs"));
    }

    [Fact]
    public void The_same_seed_gives_the_same_trace()
    {
        var twice = Seeds.RunAll(1, 200, seed => (Simulation.Run(seed), Simulation.Run(seed)));
        Assert.All(twice, pair => Assert.Equal(pair.Item1.TraceHash, pair.Item2.TraceHash));
        Assert.Equal(twice.Count, twice.Select(t => t.Item1.TraceHash).Distinct().Count());
    }

    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    public void A_crash_before_or_after_any_commit_resumes_or_rolls_back(int seed)
    {
        var calm = new SimulationOptions { Stormy = TimeSpan.FromSeconds(15), CrashAtCommit = int.MaxValue };
        var commits = Simulation.Run(seed, calm).Statistics.Commits;
        Assert.True(commits > 80, $"{commits} commits are few");
        var results = Seeds.RunAll(2, 2 * commits, n => Simulation.Run(seed, calm with { CrashAtCommit = n / 2, CrashAfterwards = n % 2 == 1 }));
        Seeds.AssertNone(results);
    }
}
