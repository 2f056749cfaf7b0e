using System.Collections.Concurrent;
using Gantry.Simulation.Platform;

namespace Gantry.Simulation;

/// <summary>Many runs: two at a time, each in a thread of its own from beginning to end.</summary>
internal static class Seeds
{
    public static IReadOnlyList<T> RunAll<T>(int first, int count, Func<int, T> run)
    {
        var results = new T[count];
        var failures = new ConcurrentQueue<Exception>();
        var next = -1;
        var threads = Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            try
            {
                for (var n = Interlocked.Increment(ref next); n < count && failures.IsEmpty; n = Interlocked.Increment(ref next)) results[n] = run(first + n);
            }
            catch (Exception failure)
            {
                failures.Enqueue(new InvalidOperationException($"A run around seed {first + next} broke the simulation itself.", failure));
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        return failures.TryDequeue(out var first1) ? throw first1 : results;
    }

    /// <summary>Fails with the first bad seed: what was violated, how to see it again, and the end of its trace.</summary>
    public static void AssertNone(IReadOnlyList<SimulationResult> results)
    {
        var bad = results.Where(r => r.Violations.Count > 0).ToList();
        if (bad.Count == 0) return;
        var shown = Simulation.Run(bad[0].Seed, bad[0].Options with { KeepTrace = true });
        var at = shown.Trace.TakeWhile(l => !l.Contains("VIOLATION", StringComparison.Ordinal)).Count();
        Assert.Fail($"""
            {bad.Count} of {results.Count} runs violate an invariant. Seeds: {string.Join(", ", bad.Take(20).Select(r => r.Seed))}
            Seed {bad[0].Seed}: {string.Join(Environment.NewLine, bad[0].Violations.Take(5))}
            See it again: {Replay.Command(bad[0].Seed, bad[0].Options)}
            The last lines of its trace before:
            {string.Join(Environment.NewLine, shown.Trace.Take(at + 1).TakeLast(60))}
            """);
    }

    public static IReadOnlyList<(string What, long Count)> Totals(IReadOnlyList<SimulationResult> results)
    {
        return
        [
        ("requests", Sum(s => s.Requests)), ("requests without a control plane", Sum(s => s.Orphaned)), ("held requests", Sum(s => s.Held)), ("excused requests", Sum(s => s.Excused)), ("commits", Sum(s => s.Commits)),
        ("one-offs asked for", Sum(s => s.Runs)), ("rollouts", Sum(s => s.Rollouts)), ("no longer kept", Sum(s => s.Forgotten)), ("live", Sum(s => s.Live)), ("failed", Sum(s => s.Failed)), ("control plane killed", Sum(s => s.ControlPlaneKills)),
        ("edge killed", Sum(s => s.EdgeKills)), ("engine restarted", Sum(s => s.EngineRestarts)), ("containers lost", Sum(s => s.ContainersLost)),
        ];

        long Sum(Func<SimulationStatistics, long> of) => results.Sum(r => of(r.Statistics));
    }

    public static string Summary(IReadOnlyList<SimulationResult> results) =>
        $"{results.Count} runs: {string.Join(", ", Totals(results).Select(t => $"{t.What} {t.Count}"))}, given up {results.Sum(r => r.Statistics.GivenUp)}{Environment.NewLine}"
        + $"{Faults(results).Count} kinds of fault: {string.Join(", ", Faults(results).Select(f => $"{f.Kind} {f.Count}"))}";

    public static IReadOnlyList<(FaultKind Kind, long Count)> Faults(IReadOnlyList<SimulationResult> results) =>
        [.. Enum.GetValues<FaultKind>().Select(k => (k, results.Sum(r => (long)r.Statistics.Struck[(int)k])))];
}
