using System.Globalization;
using System.Net;
using Gantry.Bench.Edge.Peers;

namespace Gantry.Bench.Edge.Attacks;

/// <summary>
/// The time that others wait while some attack, against the time that they wait otherwise: in turn, so that only the attack is different. And
/// while somebody else on the machine is attacked in the same way, for attackers take their part of the processors as well.
/// </summary>
internal static class AttackBench
{
    private const double Budget = 2;
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(3);

    /// <summary>The exit code: 1 if the budget is exceeded or somebody else's request failed.</summary>
    public static async Task<int> RunAsync(int rounds)
    {
        await Packages.InstallAsync(Console.Out);
        var folder = Directory.CreateTempSubdirectory("gantry-bench-attacks-").FullName;
        var started = new List<Started>();
        try
        {
            IPEndPoint[] backends = [new(IPAddress.Parse("127.0.0.2"), EdgeBench.FreePort())];
            started.Add(await Backends.StartAsync(folder, backends[0]));
            started.Add(await GantryEdge.StartAsync(folder, EdgeBench.FreePort(), backends, TlsFiles.Make(folder, EdgeBench.FreePort())));
            await LoadAsync(started[1], folder);
            Console.WriteLine($"{rounds} rounds in turn, {Slice.TotalSeconds} s each, 16 connections of others; medians, the ratio round by round");
            var held = true;
            foreach (var attack in Attack.All) held &= await MeasureAsync(attack, started[1], rounds, folder);
            return held ? 0 : 1;
        }
        finally
        {
            foreach (var server in started) await server.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<bool> MeasureAsync(Attack attack, Started edge, int rounds, string folder)
    {
        var (calm, deafened, under) = (new List<double>(), new List<double>(), new List<double>());
        var (ratios, shares, costs, failed) = (new List<double>(), new List<double>(), new List<double>(), 0L);
        for (var round = 0; round < rounds; round++)
        {
            var used = ProcessTree.Cpu(edge.Pid);
            var without = await LoadAsync(edge, folder);
            var usual = (ProcessTree.Cpu(edge.Pid) - used) / without.Rate;
            (double Rate, double P50, double P99, long Failed) attacked, elsewhere;
            await using (var deaf = new Deaf())
            await using (await attack.BeginAsync(deaf.At)) elsewhere = await LoadAsync(edge, folder);
            used = ProcessTree.Cpu(edge.Pid);
            await using (await attack.BeginAsync(edge.At)) attacked = await LoadAsync(edge, folder);
            // What it used beyond what the requests of others cost it otherwise.
            costs.Add((ProcessTree.Cpu(edge.Pid) - used - (usual * attacked.Rate)) / Slice.TotalMicroseconds);
            deafened.Add(elsewhere.P99);
            calm.Add(without.P99);
            under.Add(attacked.P99);
            ratios.Add(attacked.P99 / without.P99);
            shares.Add(attacked.P99 / elsewhere.P99);
            failed += without.Failed + attacked.Failed;
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{attack.Name,-56} p99 {Median(calm):0.0} ms without, {Median(under):0.0} ms with: {Median(ratios):0.00} times (budget {Budget}); with the attack on somebody else who hears nothing {Median(deafened):0.0} ms, so {Median(shares):0.00} times that; the edge spends {Median(costs) * 100:0} % of a processor on it; failed {failed}; memory {ProcessTree.MemoryMb(edge.Pid):0} MB"));
        // The attacker's own part of the processors is in the ratio: where it fails and the other number is small, the machine is too small for both.
        return Median(ratios) <= Budget && failed == 0;
    }

    private static Task<(double Rate, double P50, double P99, long Failed)> LoadAsync(Started edge, string folder) =>
        Wrk.RunAsync(edge.At.Port, new Row(16, 200, Row.Plain, Row.KeepAlive), Slice, folder);

    internal static double Median(List<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
