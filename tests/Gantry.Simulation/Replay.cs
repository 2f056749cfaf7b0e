using System.Diagnostics;
using System.Globalization;
using Gantry.Simulation.Planted;
using Gantry.Simulation.Platform;

namespace Gantry.Simulation;

/// <summary>Runs of the simulation by hand.</summary>
internal static class Replay
{
    /// <summary>The command that shows a run again, with its trace.</summary>
    public static string Command(int seed, SimulationOptions options) => "dotnet run --project tests/Gantry.Simulation -- replay "
        + seed + (options.Bug == PlantedBug.None ? "" : $" bug={options.Bug}")
        + (options.Without.Count == 0 ? "" : $" without={string.Join(',', options.Without)}")
        + (options.Acts == int.MaxValue ? "" : $" acts={options.Acts}")
        + (options.CrashAt is null ? "" : $" at={options.CrashAt.Replace(' ', '+')} visit={options.CrashVisit}")
        + (options.CrashAtCommit is not null || options.Stormy == new SimulationOptions().Stormy ? "" : $" stormy={options.Stormy.TotalSeconds}")
        + (options.CrashAtCommit is { } at ? $" stormy={options.Stormy.TotalSeconds} crash={at}{(options.CrashAfterwards ? " after" : "")}" : "");

    public static int Run(string[] arguments)
    {
        var (seed, options) = Parse(arguments);
        var result = Simulation.Run(seed, options with { KeepTrace = true });
        foreach (var line in result.Trace) Console.WriteLine(line);
        Console.WriteLine($"{result.Statistics}");
        Console.WriteLine($"trace {result.TraceHash}");
        foreach (var violation in result.Violations) Console.WriteLine($"VIOLATION {violation}");
        return result.Violations.Count == 0 ? 0 : 1;
    }

    public static (int Seed, SimulationOptions Options) Parse(string[] arguments)
    {
        var seed = int.Parse(arguments[0], CultureInfo.InvariantCulture);
        var options = new SimulationOptions();
        foreach (var option in arguments.Skip(1).Select(a => a.Split('=')))
        {
            options = option switch
            {
                ["bug", var bug] => options with { Bug = Enum.Parse<PlantedBug>(bug) },
                ["stormy", var seconds] => options with { Stormy = TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)) },
                ["crash", var commit] => options with { CrashAtCommit = int.Parse(commit, CultureInfo.InvariantCulture) },
                ["acts", var acts] => options with { Acts = int.Parse(acts, CultureInfo.InvariantCulture) },
                ["without", var kinds] => options with { Without = [.. kinds.Split(',').Select(Enum.Parse<FaultKind>)] },
                ["at", var point] => options with { CrashAt = point.Replace('+', ' ') },
                ["visit", var visit] => options with { CrashVisit = int.Parse(visit, CultureInfo.InvariantCulture) },
                ["after"] => options with { CrashAfterwards = true },
                _ => throw new ArgumentException($"No such option: {string.Join('=', option)}"),
            };
        }
        return (seed, options);
    }

    /// <summary>Many seeds at once: <c>seeds FIRST COUNT</c>.</summary>
    public static int Many(int first, int count)
    {
        var results = Seeds.RunAll(first, count, seed => Simulation.Run(seed));
        var bad = results.Where(r => r.Violations.Count > 0).ToList();
        foreach (var result in bad) Console.WriteLine($"seed {result.Seed}: {result.Violations[0]} (+{result.Violations.Count - 1})");
        Console.WriteLine($"{bad.Count} of {count} seeds failed, {Process.GetCurrentProcess().TotalProcessorTime.TotalMilliseconds / count:0.0} ms of processor a seed");
        Console.WriteLine(Seeds.Summary(results));
        return bad.Count;
    }
}
