using System.Diagnostics;
using System.Globalization;
using Gantry.Simulation.Planted;

namespace Gantry.Simulation;

/// <summary>Runs of the simulation by hand.</summary>
internal static class Replay
{
    /// <summary>The command that shows a run again, with its trace.</summary>
    public static string Command(int seed, SimulationOptions options) => "dotnet run --project tests/Gantry.Simulation -- replay "
        + seed + (options.Bug == PlantedBug.None ? "" : $" bug={options.Bug}")
        + (options.CrashAtCommit is { } at ? $" stormy={options.Stormy.TotalSeconds} crash={at}{(options.CrashAfterwards ? " after" : "")}" : "");

    public static int Run(string[] arguments)
    {
        var seed = int.Parse(arguments[0], CultureInfo.InvariantCulture);
        var options = new SimulationOptions { KeepTrace = true };
        foreach (var option in arguments.Skip(1).Select(a => a.Split('=')))
        {
            options = option switch
            {
                ["bug", var bug] => options with { Bug = Enum.Parse<PlantedBug>(bug) },
                ["stormy", var seconds] => options with { Stormy = TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)) },
                ["crash", var commit] => options with { CrashAtCommit = int.Parse(commit, CultureInfo.InvariantCulture) },
                ["after"] => options with { CrashAfterwards = true },
                _ => throw new ArgumentException($"No such option: {string.Join('=', option)}"),
            };
        }
        var result = Simulation.Run(seed, options);
        foreach (var line in result.Trace) Console.WriteLine(line);
        Console.WriteLine($"{result.Statistics}");
        Console.WriteLine($"trace {result.TraceHash}");
        foreach (var violation in result.Violations) Console.WriteLine($"VIOLATION {violation}");
        return result.Violations.Count == 0 ? 0 : 1;
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
