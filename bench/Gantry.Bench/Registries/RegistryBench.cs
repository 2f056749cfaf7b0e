using System.Globalization;
using Gantry.Bench.Edge;

namespace Gantry.Bench.Registries;

/// <summary>The platform's registry against Debian's docker-registry, in turn, on the same disk.</summary>
internal static class RegistryBench
{
    private const string Ours = "gantry", Theirs = "docker-registry";
    private static readonly TimeSpan Reading = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync(int rounds)
    {
        await Packages.InstallAsync(Console.Out, ("docker-registry", "docker-registry"), ("wrk", "wrk"));
        // On a disk, not in memory: what is flushed is to cost what it costs.
        var folder = Directory.CreateDirectory(Path.Combine("/var/tmp", $"gantry-bench-{Environment.ProcessId}")).FullName;
        try
        {
            await using var gantry = await RegistryPeers.GantryAsync(folder);
            await using var debian = await RegistryPeers.DebianAsync(folder);
            var rows = new List<RegistryRow>
            {
                new("push 4 KiB, blobs/s", 1.0), new("pull 4 KiB, blobs/s", 1.0), new("push 32 MiB, blobs/s", 1.0), new("pull 32 MiB, blobs/s", 1.0), new("manifest reads/s", 2.0), new("processor of a manifest read, µs", null), new("processor of a 32 MiB push, ms", null),
            };
            (string Name, int Pid, RegistryLoad Load)[] peers = [(Ours, gantry.Pid, new RegistryLoad(gantry)), (Theirs, debian.Pid, new RegistryLoad(debian))];
            var idle = peers.ToDictionary(p => p.Name, p => ProcessTree.OwnMemoryMb(p.Pid));
            foreach (var (_, _, load) in peers) await load.PushImageAsync();
            for (var round = 0; round <= rounds; round++)
            {
                foreach (var (name, pid, load) in round % 2 == 0 ? peers : [.. peers.Reverse()])
                {
                    double[] seen =
                    [
                        await load.PushAsync(200, 4 << 10, 8), await load.PullAsync(5, 8), 0, 0,
                    ];
                    var before = ProcessTree.Cpu(pid);
                    seen[2] = await load.PushAsync(4, 32 << 20, 2);
                    var pushing = (ProcessTree.Cpu(pid) - before) / 4 / 1000;
                    seen[3] = await load.PullAsync(3, 2);
                    var (rate, cpu) = await load.ManifestsAsync(Reading);
                    // The first round warms up.
                    if (round == 0) continue;
                    foreach (var (row, value) in rows.Zip([.. seen, rate, cpu, pushing])) row.Add(name, value);
                }
            }

            Console.WriteLine($"{rounds} rounds, in turn; medians, and the median of the ratios of each round. Both flush each blob's file before they acknowledge it; gantry also its folder and its index.");
            foreach (var row in rows) Console.WriteLine(row.Print(Ours, Theirs));
            var memory = new RegistryRow("memory after it, MB (the whole of gantryd, control plane and runtime, without the edge that it starts)", 1.5, atMost: true);
            foreach (var (name, pid, _) in peers) memory.Add(name, ProcessTree.OwnMemoryMb(pid));
            Console.WriteLine(memory.Print(Ours, Theirs));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  before it: {idle[Ours]:0} MB and {idle[Theirs]:0} MB"));
            foreach (var (_, _, load) in peers) load.Dispose();
            return rows.Append(memory).All(r => r.Reached(Ours, Theirs)) ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
