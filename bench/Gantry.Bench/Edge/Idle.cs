using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Gantry.Bench.Edge.Peers;

namespace Gantry.Bench.Edge;

/// <summary>What the edge costs when nothing happens, and how soon something can.</summary>
internal static class Idle
{
    public const int Connections = 10_000;
    private const int Warm = 500;
    public const double BudgetKb = 8, StartBudgetMs = 150;

    /// <summary>Kilobytes for each of many connections that have had a request and wait for the next.</summary>
    public static async Task<double> KilobytesAsync(Started edge)
    {
        var (before, open) = (0.0, new List<Socket>());
        try
        {
            for (var i = 0; i < Connections; i++)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                open.Add(socket);
                await socket.ConnectAsync(edge.At);
                await AskAsync(socket);
                // By then everything is loaded and compiled.
                if (i == Warm) before = ProcessTree.MemoryMb(edge.Pid);
            }
            return (ProcessTree.MemoryMb(edge.Pid) - before) * 1024 / (Connections - Warm);
        }
        finally
        {
            foreach (var socket in open) socket.Dispose();
        }
    }

    /// <summary>Milliseconds from the start of the process, which has its snapshot on disk, to the first answer that came through it.</summary>
    public static async Task<double> StartMsAsync(string folder, int port, IPEndPoint[] backends)
    {
        var tls = TlsFiles.Make(folder, port + 1);
        await (await GantryEdge.StartAsync(folder, port, backends, tls)).DisposeAsync();
        var began = Stopwatch.GetTimestamp();
        await using var edge = await GantryEdge.AgainAsync(folder, port, tls);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(edge.At);
        await AskAsync(socket);
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static async Task AskAsync(Socket socket)
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /b200 HTTP/1.1\r\nHost: {Wrk.Host}\r\n\r\n"));
        var buffer = new byte[4096];
        if (await socket.ReceiveAsync(buffer) == 0 || !buffer.AsSpan().StartsWith("HTTP/1.1 200"u8)) throw new InvalidOperationException("The edge does not answer.");
    }
}
