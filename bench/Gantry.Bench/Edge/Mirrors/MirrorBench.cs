using System.Globalization;
using System.Net;
using Gantry.Bench.Edge.Attacks;
using Gantry.Bench.Edge.Peers;
using Gantry.Resources.Traffic;

namespace Gantry.Bench.Edge.Mirrors;

/// <summary>The time that clients wait while all that they send is copied to a release that is not well, against the time that they wait otherwise: in turn.</summary>
internal static class MirrorBench
{
    private const double Budget = 1.1;

    /// <summary>Megabytes more than without: twice what copies may hold, and room for what comes and goes by itself.</summary>
    private const double BudgetMb = 80;

    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(2);
    private static readonly Row Sent = new(16, 1000, Row.Plain, Row.Post);
    private static readonly IPAddress Place = IPAddress.Parse("127.0.0.3");

    /// <summary>The exit code: 1 if a budget is exceeded or a request failed.</summary>
    public static async Task<int> RunAsync(int rounds)
    {
        await Packages.InstallAsync(Console.Out);
        var folder = Directory.CreateTempSubdirectory("gantry-bench-mirror-").FullName;
        var started = new List<Started>();
        try
        {
            IPEndPoint[] backends = [new(IPAddress.Parse("127.0.0.2"), EdgeBench.FreePort())];
            var at = new IPEndPoint(Place, backends[0].Port);
            started.Add(await Backends.StartAsync(folder, backends[0]));
            started.Add(await GantryEdge.StartAsync(folder, EdgeBench.FreePort(), backends, TlsFiles.Make(folder, EdgeBench.FreePort())));
            var turns = new Turns(folder, backends, started[1]);
            await turns.LoadAsync(null);
            Console.WriteLine($"{rounds} rounds in turn, {Slice.TotalSeconds} s each, {Sent}; medians, the ratio round by round");
            var to = new SnapshotMirror(2, [new SnapshotReplica("mirror", Place.ToString())], 100) { Methods = ["POST"] };
            // What the machine itself makes of two runs that are the same.
            await MeasureAsync("none", turns, rounds, null, () => null);
            var held = await MeasureAsync("slow", turns, rounds, to, () => Unwell.Slow(at));
            held &= await MeasureAsync("broken", turns, rounds, to, () => Unwell.Broken(at));
            held &= await MeasureAsync("gone", turns, rounds, to, () => null);
            return held ? 0 : 1;
        }
        finally
        {
            foreach (var server in started) await server.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<bool> MeasureAsync(string name, Turns turns, int rounds, SnapshotMirror? to, Func<IAsyncDisposable?> begin)
    {
        var (calm, under, ratios, costs, failed) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), 0L);
        var (before, most) = (turns.MemoryMb, 0.0);
        for (var round = 0; round < rounds; round++)
        {
            (double Rate, double P50, double P99, long Failed, double Cost) with, without = default;
            // Whoever comes second is at an advantage, or not: so they take turns at that too.
            if (round % 2 == 0) without = await turns.LoadAsync(null);
            await using (begin()) with = await turns.LoadAsync(to);
            if (round % 2 != 0) without = await turns.LoadAsync(null);
            most = Math.Max(most, turns.MemoryMb);
            calm.Add(without.P99);
            under.Add(with.P99);
            ratios.Add(with.P99 / without.P99);
            costs.Add(with.Cost / without.Cost);
            failed += without.Failed + with.Failed;
        }
        var (ratio, more) = (AttackBench.Median(ratios), most - before);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-8} p99 {AttackBench.Median(calm):0.00} ms without, {AttackBench.Median(under):0.00} ms with: {ratio:0.00} times (budget {Budget}); the edge's processor time for a request {AttackBench.Median(costs):0.00} times; failed {failed}; memory {most:0} MB, {more:0} more (budget {BudgetMb:0})"));
        return ratio <= Budget && more <= BudgetMb && failed == 0;
    }

    /// <summary>One edge that serves with the mirror and without.</summary>
    private sealed class Turns(string folder, IPEndPoint[] backends, Started edge)
    {
        private long revision = 1;

        public double MemoryMb => ProcessTree.MemoryMb(edge.Pid);

        public async Task<(double Rate, double P50, double P99, long Failed, double Cost)> LoadAsync(SnapshotMirror? mirror)
        {
            await GantryEdge.ServeAsync(folder, backends, ++revision, mirror);
            var before = ProcessTree.Cpu(edge.Pid);
            var (rate, p50, p99, failed) = await Wrk.RunAsync(edge.At.Port, Sent, Slice, folder);
            return (rate, p50, p99, failed, (ProcessTree.Cpu(edge.Pid) - before) / (rate * Slice.TotalSeconds));
        }
    }
}
