using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Gantry.Bench.Edge.Peers;

namespace Gantry.Bench.Edge;

/// <summary>What each proxy costs when nothing happens, and how soon something can: from the start of its process to the first answer that came through it.</summary>
internal static class Idle
{
    private const int Connections = 10_000;

    /// <summary>More than this HAProxy does not take with as many handles as a session usually may have.</summary>
    private const int ConnectionsOfHaproxy = 7_500;
    private const int Warm = 500, Starts = 9;
    private const double BudgetKb = 8, StartBudgetMs = 150;

    /// <summary>Starts a proxy; the edge has its snapshot on disk by then, as others have their configuration.</summary>
    private delegate Task<Started> Start(string folder, int port, IPEndPoint[] backends, TlsFiles tls);

    /// <returns>A budget was exceeded.</returns>
    public static async Task<bool> RunAsync(string folder, IPEndPoint[] backends, TextWriter log)
    {
        (string Name, Start First, Start Again)[] all =
        [
            ("gantry", GantryEdge.StartAsync, (at, port, _, tls) => GantryEdge.AgainAsync(at, port, tls)),
            ("nginx", Nginx.StartAsync, Nginx.StartAsync),
            ("haproxy", Haproxy.StartAsync, Haproxy.StartAsync),
        ];
        var kilobytes = new double[all.Length];
        var starts = all.Select(proxy => new Series($"{proxy.Name}: start to first proxied request, ms")).ToArray();
        var homes = all.Select(proxy => Directory.CreateDirectory(Path.Combine(folder, $"anew-{proxy.Name}")).FullName).ToArray();
        for (var i = 0; i < all.Length; i++)
        {
            // One that has not been under load, and so has no memory to spare from it.
            await using var proxy = await all[i].First(homes[i], EdgeBench.FreePort(), backends, TlsFiles.Make(homes[i], EdgeBench.FreePort()));
            kilobytes[i] = await KilobytesAsync(proxy, all[i].Name == "haproxy" ? ConnectionsOfHaproxy : Connections);
        }
        for (var round = 0; round < Starts; round++)
        {
            for (var i = 0; i < all.Length; i++) starts[i].Add(TimeSpan.FromMilliseconds(await StartMsAsync(all[i].Again, homes[i], backends)));
        }
        foreach (var series in starts) await log.WriteLineAsync(series.ToString());
        for (var i = 0; i < all.Length; i++) await log.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {all[i].Name}: {kilobytes[i]:0.0} KB for each idle connection"));
        await log.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"budgets: {StartBudgetMs:0} ms to start, {BudgetKb:0} KB for a connection of {Connections}"));
        return starts[0].Median > StartBudgetMs || kilobytes[0] > BudgetKb;
    }

    /// <summary>Kilobytes for each of many connections that have had a request and wait for the next.</summary>
    private static async Task<double> KilobytesAsync(Started proxy, int connections)
    {
        var (before, open) = (0.0, new List<Socket>());
        try
        {
            for (var i = 0; i < connections; i++)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                open.Add(socket);
                await socket.ConnectAsync(proxy.At);
                await AskAsync(socket);
                // By then everything is loaded and compiled.
                if (i == Warm) before = ProcessTree.MemoryMb(proxy.Pid);
            }
            return (ProcessTree.MemoryMb(proxy.Pid) - before) * 1024 / (connections - Warm);
        }
        finally
        {
            foreach (var socket in open) socket.Dispose();
        }
    }

    private static async Task<double> StartMsAsync(Start start, string folder, IPEndPoint[] backends)
    {
        var (port, tls) = (EdgeBench.FreePort(), TlsFiles.Make(folder, EdgeBench.FreePort()));
        var began = Stopwatch.GetTimestamp();
        await using var proxy = await start(folder, port, backends, tls);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(proxy.At);
        await AskAsync(socket);
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static async Task AskAsync(Socket socket)
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /b200 HTTP/1.1\r\nHost: {Wrk.Host}\r\n\r\n"));
        var buffer = new byte[4096];
        if (await socket.ReceiveAsync(buffer) == 0 || !buffer.AsSpan().StartsWith("HTTP/1.1 200"u8)) throw new InvalidOperationException("The proxy does not answer.");
    }
}
