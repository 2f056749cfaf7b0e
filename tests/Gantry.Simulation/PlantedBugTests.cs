using Gantry.Simulation.Planted;

namespace Gantry.Simulation;

/// <summary>A simulation that finds nothing shows nothing: each of these bugs, put in on purpose, must be found.</summary>
public sealed class PlantedBugTests(ITestOutputHelper output)
{
    /// <summary>Within so many seeds.</summary>
    private const int Most = 60;

    public static TheoryData<PlantedBug> All => [.. Enum.GetValues<PlantedBug>().Where(b => b != PlantedBug.None)];

    [Theory]
    [MemberData(nameof(All))]
    public void It_is_found(PlantedBug bug)
    {
        for (var seed = 1; seed <= Most; seed++)
        {
            var result = Simulation.Run(seed, new SimulationOptions { Bug = bug });
            if (result.Violations.Count == 0) continue;
            output.WriteLine($"seed {seed}: {result.Violations[0]}");
            return;
        }
        Assert.Fail($"{bug} was not found in {Most} seeds.");
    }
}
