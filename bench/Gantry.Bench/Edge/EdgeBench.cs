using System.Net;
using System.Net.Sockets;
using Gantry.Bench.Edge.Peers;

namespace Gantry.Bench.Edge;

/// <summary>The edge against nginx, HAProxy and Caddy: the same back ends, the same load, in turn.</summary>
internal static class EdgeBench
{
    private static readonly TimeSpan Warmth = TimeSpan.FromSeconds(1);

    /// <summary>The exit code: 1 if a request failed, through whichever: then the others were not measured at their work.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> words)
    {
        var (quick, json, tls) = (words.Contains("--quick"), words.Contains("--json"), words.Contains("--tls"));
        var (rounds, slice) = quick ? (7, TimeSpan.FromSeconds(5)) : (5, TimeSpan.FromSeconds(4));
        if (words.SkipWhile(word => word != "--rounds").Skip(1).FirstOrDefault() is { } said) rounds = int.Parse(said, System.Globalization.CultureInfo.InvariantCulture);
        // With --json, what people read goes to the other stream.
        var log = json ? Console.Error : Console.Out;
        await Packages.InstallAsync(log);
        var folder = Directory.CreateTempSubdirectory("gantry-bench-edge-").FullName;
        var started = new List<Started>();
        try
        {
            IPEndPoint[] backends = [new(IPAddress.Parse("127.0.0.2"), FreePort()), new(IPAddress.Parse("127.0.0.3"), 0)];
            backends[1].Port = backends[0].Port;
            foreach (var backend in backends) started.Add(await Backends.StartAsync(folder, backend));
            if (words.Contains("--idle")) return await Idle.RunAsync(folder, backends, log) ? 1 : 0;
            Func<string, int, IPEndPoint[], TlsFiles, Task<Started>>[] all = [GantryEdge.StartAsync, Nginx.StartAsync, Haproxy.StartAsync, Caddy.StartAsync];
            foreach (var start in all) started.Add(await start(folder, FreePort(), backends, TlsFiles.Make(folder, FreePort())));
            var proxies = started.Skip(backends.Length).ToArray();
            await log.WriteLineAsync($"{rounds} rounds in turn, {slice.TotalSeconds} s each; medians; ratios round by round");
            var scores = new List<Score>();
            foreach (var row in tls ? Row.OfTls : Row.Of(quick))
            {
                scores.Add(await MeasureAsync(row, proxies, rounds, slice, folder));
                await log.WriteLineAsync(Printed.Table(scores[^1]));
            }
            if (!quick && !tls) await Idle.RunAsync(folder, backends, log);
            if (json) Printed.Json(Console.OpenStandardOutput(), scores);
            return scores.All(score => score.Names.All(name => score.Median(name).Failed == 0)) ? 0 : 1;
        }
        finally
        {
            foreach (var server in started) await server.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Score> MeasureAsync(Row row, Started[] proxies, int rounds, TimeSpan slice, string folder)
    {
        var samples = proxies.ToDictionary(proxy => proxy.Name, _ => new List<Sample>());
        foreach (var proxy in proxies) await WarmAsync(row, proxy, folder);
        for (var round = 0; round < rounds; round++)
        {
            // Not always the same one after the same other.
            for (var i = 0; i < proxies.Length; i++)
            {
                var proxy = proxies[(round + i) % proxies.Length];
                samples[proxy.Name].Add(await OnceAsync(row, proxy, slice, folder));
            }
        }
        return new Score(row, samples);
    }

    /// <summary>Until it has answered at all: on a busy machine a second goes by with code that is compiled on its first use and handshakes.</summary>
    private static async Task WarmAsync(Row row, Started proxy, string folder)
    {
        const int Most = 10;
        for (var tries = 1; (await LoadAsync(row, proxy, Warmth, folder)).Rate == 0; tries++)
        {
            if (tries == Most) throw new InvalidOperationException($"{proxy.Name} answered nothing: {row}");
        }
    }

    private static async Task<Sample> OnceAsync(Row row, Started proxy, TimeSpan slice, string folder)
    {
        var before = ProcessTree.Cpu(proxy.Pid);
        var (rate, p50, p99, failed) = await LoadAsync(row, proxy, slice, folder);
        if (rate == 0) throw new InvalidOperationException($"{proxy.Name} answered nothing in {slice.TotalSeconds} s: {row}");
        var requests = rate * slice.TotalSeconds;
        return new Sample(rate, (ProcessTree.Cpu(proxy.Pid) - before) / requests, p50, p99, ProcessTree.MemoryMb(proxy.Pid), failed);
    }

    private static Task<(double Rate, double P50, double P99, long Failed)> LoadAsync(Row row, Started proxy, TimeSpan time, string folder) =>
        row.IsTls ? H2Load.RunAsync(proxy.TlsPort, row, time, folder) : Wrk.RunAsync(proxy.At.Port, row, time, folder);

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
