namespace Gantry.Simulation.Rivals;

/// <summary>Two control planes over one database, each of which is killed, paused and cut off from whatever it needs.</summary>
public sealed class RivalTests(ITestOutputHelper output)
{
    private static bool Nightly => Environment.GetEnvironmentVariable("GANTRY_NIGHTLY") is { Length: > 0 };

    private static RivalRoom Run(int seed, RivalBug bug = RivalBug.None)
    {
        var room = new RivalRoom(seed, bug);
        room.Run();
        return room;
    }

    [Fact]
    public void One_leads_at_a_time_nothing_is_done_by_who_was_deposed_and_somebody_takes_over_in_time()
    {
        var rooms = Seeds.RunAll(1, Nightly ? 5000 : 150, seed => (Seed: seed, Room: Run(seed)));
        var failed = rooms.Where(r => r.Room.Violations.Count > 0).Select(r => $"seed {r.Seed}: {r.Room.Violations[0]}\n  {string.Join("\n  ", r.Room.Story.TakeLast(12))}").ToList();
        Assert.True(failed.Count == 0, string.Join("\n", failed));
        output.WriteLine($"{rooms.Sum(r => r.Room.Terms)} terms and {rooms.Sum(r => r.Room.Rollouts)} rollouts in {rooms.Count} runs");
        // Otherwise nothing was shown.
        Assert.True(rooms.Sum(r => r.Room.Terms) > 4 * rooms.Count, "The lease seldom changed hands.");
        Assert.True(rooms.Sum(r => r.Room.Rollouts) > 3 * rooms.Count, "Little was asked for.");
    }

    [Fact]
    public void The_same_seed_gives_the_same_trace() => Assert.All(Enumerable.Range(1, 20), seed => Assert.Equal(Run(seed).Loop.TraceHash, Run(seed).Loop.TraceHash));

    [Theory]
    [InlineData(RivalBug.StoreFenceDropped)]
    [InlineData(RivalBug.LeaseNotAwaited)]
    [InlineData(RivalBug.EngineCallsUnasked)]
    [InlineData(RivalBug.LeaseCountedLate)]
    public void A_planted_bug_is_found(RivalBug bug)
    {
        var found = Enumerable.Range(1, 100).Select(seed => (Seed: seed, Room: Run(seed, bug))).FirstOrDefault(r => r.Room.Violations.Count > 0);
        Assert.True(found.Room is not null, $"{bug} was not found in 100 seeds.");
        output.WriteLine($"seed {found.Seed}: {found.Room.Violations[0]}");
    }
}
