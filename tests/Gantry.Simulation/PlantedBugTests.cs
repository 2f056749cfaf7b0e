using Gantry.Simulation.Planted;

namespace Gantry.Simulation;

/// <summary>A simulation that finds nothing shows nothing: each of these bugs, put in on purpose, must be found.</summary>
public sealed class PlantedBugTests(ITestOutputHelper output)
{
    /// <summary>Within so many seeds.</summary>
    private const int Most = 60;

    /// <summary>Where the search begins for those that need more: the command <c>bugs</c> tells.</summary>
    private static readonly Dictionary<PlantedBug, int> Known = new()
    {
        [PlantedBug.EdgeBootIgnored] = 240,
        [PlantedBug.CreatedUnderAnotherName] = 160,
        [PlantedBug.TornWriteAccepted] = 45,
    };

    public static TheoryData<PlantedBug> All => [.. Enum.GetValues<PlantedBug>().Where(b => b != PlantedBug.None)];

    [Theory]
    [MemberData(nameof(All))]
    public void It_is_found(PlantedBug bug)
    {
        var found = BugList.FirstSeed(bug, Most, Known.GetValueOrDefault(bug, 1));
        Assert.True(found is not null, $"{bug} was not found in {Most} seeds.");
        output.WriteLine($"seed {found.Seed}: {found.Violations[0]}");
    }
}
