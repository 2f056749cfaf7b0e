using Gantry.Simulation.Platform;

namespace Gantry.Simulation;

/// <summary>From a run that fails to the smallest that still does: fewer acts, a shorter storm, fewer kinds of fault.</summary>
internal static class Shrink
{
    public static int Run(string[] arguments)
    {
        var (seed, options) = Replay.Parse(arguments);
        var first = Simulation.Run(seed, options);
        if (first.Violations.Count == 0)
        {
            Console.WriteLine($"Seed {seed} does not fail.");
            return 0;
        }
        Console.WriteLine($"seed {seed}: {first.Violations[0]}");
        var small = Smallest(seed, options);
        Console.WriteLine($"smallest: {string.Join(", ", Kinds(small))}; {small.Statistics.Commits} commits, {small.Statistics.Steps} steps");
        Console.WriteLine($"still: {small.Violations[0]}");
        Console.WriteLine(Replay.Command(seed, small.Options));
        return 1;
    }

    /// <summary>The result of the smallest run that still violates something.</summary>
    public static SimulationResult Smallest(int seed, SimulationOptions options)
    {
        var best = Simulation.Run(seed, options);
        foreach (var acts in new[] { 0, 1, 2, 4, 8 }.Where(a => a < options.Acts))
        {
            if (!Still(o => o with { Acts = acts })) continue;
            break;
        }
        foreach (var seconds in new[] { 6, 10, 15, 20, 30 }.Where(s => s < options.Stormy.TotalSeconds))
        {
            if (Still(o => o with { Stormy = TimeSpan.FromSeconds(seconds) })) break;
        }
        // All that did not strike anyway, then one after the other.
        Still(o => o with { Without = [.. Enum.GetValues<FaultKind>().Where(k => best.Statistics.Struck[(int)k] == 0)] });
        foreach (var kind in Kinds(best).ToList()) Still(o => o with { Without = [.. o.Without.Append(kind).Order()] });
        return best;

        bool Still(Func<SimulationOptions, SimulationOptions> change)
        {
            var tried = Simulation.Run(seed, change(best.Options));
            if (tried.Violations.Count == 0) return false;
            best = tried;
            return true;
        }
    }

    private static IEnumerable<FaultKind> Kinds(SimulationResult result) => Enum.GetValues<FaultKind>().Where(k => result.Statistics.Struck[(int)k] > 0);
}
