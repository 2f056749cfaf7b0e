using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;

namespace Gantry.Simulation.Planted;

/// <summary>Which seed finds which planted bug: <c>bugs [MAX_SEEDS] [NAME…]</c>.</summary>
internal static class BugList
{
    public static string Says(PlantedBug bug) =>
        typeof(PlantedBug).GetField(bug.ToString())!.GetCustomAttribute<DescriptionAttribute>()!.Description;

    public static int Print(int most, IReadOnlyList<string> names)
    {
        var bugs = Enum.GetValues<PlantedBug>().Where(b => b != PlantedBug.None && (names.Count == 0 || names.Contains(b.ToString()))).ToList();
        var found = 0;
        foreach (var bug in bugs)
        {
            var clock = Stopwatch.StartNew();
            var first = FirstSeed(bug, most);
            if (first is not null) found++;
            Console.WriteLine($"{bug,-28} {Says(bug)}\n{"",-28} {(first is null ? $"NOT FOUND in {most} seeds" : $"seed {first.Seed}: {first.Violations[0]}")} ({clock.Elapsed.TotalSeconds:0.0} s)");
        }
        Console.WriteLine($"{found} of {bugs.Count} found ({100 * found / Math.Max(1, bugs.Count)} %)");
        return found == bugs.Count ? 0 : 1;
    }

    /// <summary>Null when none of so many finds it.</summary>
    public static SimulationResult? FirstSeed(PlantedBug bug, int most, int first = 1)
    {
        const int AtOnce = 16;
        for (var n = first; n < first + most; n += AtOnce)
        {
            // The first few alone: most are found by them.
            var results = n == first
                ? Enumerable.Range(n, Math.Min(AtOnce, most)).Select(seed => Simulation.Run(seed, new SimulationOptions { Bug = bug })).FirstOrDefault(r => r.Violations.Count > 0)
                : Seeds.RunAll(n, Math.Min(AtOnce, first + most - n), seed => Simulation.Run(seed, new SimulationOptions { Bug = bug })).FirstOrDefault(r => r.Violations.Count > 0);
            if (results is not null) return results;
        }
        return null;
    }
}
