using System.Diagnostics;
using System.Globalization;
using Gantry.Simulation.Planted;

namespace Gantry.Simulation;

/// <summary>Runs of the simulation by hand.</summary>
internal static class Replay
{
    /// <summary>The command that shows a run again, with its trace.</summary>
    public static string Command(int seed, PlantedBug bug = PlantedBug.None) =>
        $"dotnet run --project tests/Gantry.Simulation -- replay {seed}{(bug == PlantedBug.None ? "" : $" {bug}")}";

    public static int Run(string[] arguments)
    {
        var seed = int.Parse(arguments[0], CultureInfo.InvariantCulture);
        var bug = arguments.Length > 1 ? Enum.Parse<PlantedBug>(arguments[1]) : PlantedBug.None;
        var result = Simulation.Run(seed, new SimulationOptions { Bug = bug, KeepTrace = true });
        foreach (var line in result.Trace) Console.WriteLine(line);
        Console.WriteLine($"{result.Statistics}");
        Console.WriteLine($"trace {result.TraceHash}");
        foreach (var violation in result.Violations) Console.WriteLine($"VIOLATION {violation}");
        return result.Violations.Count == 0 ? 0 : 1;
    }

    public static int Many(int first, int count)
    {
        var bad = 0;
        var total = new List<SimulationStatistics>();
        foreach (var seed in Enumerable.Range(first, count))
        {
            var result = Simulation.Run(seed);
            total.Add(result.Statistics);
            if (result.Violations.Count == 0) continue;
            bad++;
            Console.WriteLine($"seed {seed}: {result.Violations[0]} (+{result.Violations.Count - 1})");
        }
        Console.WriteLine($"{bad} of {count} seeds failed, {Process.GetCurrentProcess().TotalProcessorTime.TotalMilliseconds / count:0.0} ms of processor a seed");
        Console.WriteLine($"requests {total.Sum(s => s.Requests)}, held {total.Sum(s => s.Held)}, excused {total.Sum(s => s.Excused)}, commits {total.Sum(s => s.Commits)}, "
            + $"rollouts {total.Sum(s => s.Rollouts)} (live {total.Sum(s => s.Live)}, failed {total.Sum(s => s.Failed)}, given up {total.Sum(s => s.GivenUp)}), gantryd killed {total.Sum(s => s.ControlPlaneKills)}, "
            + $"edge killed {total.Sum(s => s.EdgeKills)}, engine restarted {total.Sum(s => s.EngineRestarts)}, containers lost {total.Sum(s => s.ContainersLost)}, steps {total.Sum(s => s.Steps)}");
        return bad;
    }
}
