using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Gantry.Bench.Edge.Peers;

/// <summary>A server that runs as our child and listens.</summary>
internal sealed class Started : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Process _process;

    private Started(string name, IPEndPoint at, Process process) => (Name, At, _process) = (name, at, process);

    public string Name { get; }
    public IPEndPoint At { get; }
    /// <summary>Where the same is served over TLS.</summary>
    public int TlsPort { get; init; }
    public int Pid => _process.Id;

    public static async Task<Started> RunAsync(string name, IPEndPoint at, string program, IReadOnlyList<string> words, IReadOnlyDictionary<string, string>? environment = null, int tlsPort = 0)
    {
        var start = new ProcessStartInfo(program, words) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var (key, value) in environment ?? new Dictionary<string, string>()) start.Environment[key] = value;
        var process = Process.Start(start)!;
        var said = new List<string>();
        process.ErrorDataReceived += (_, line) => said.Add(line.Data ?? "");
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        var started = new Started(name, at, process) { TlsPort = tlsPort };
        var since = Stopwatch.GetTimestamp();
        while (!await ListensAsync(at))
        {
            if (!process.HasExited && Stopwatch.GetElapsedTime(since) < Patience)
            {
                // It needs the processor more than who waits for it.
                await Task.Delay(1);
                continue;
            }
            await started.DisposeAsync();
            throw new InvalidOperationException($"{name} does not listen on {at}: {string.Join('\n', said)}");
        }
        return started;
    }

    /// <summary>Ends it and what it started, which may outlive it on purpose: all of these programs take SIGTERM as "stop now".</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // What it says of those that ended with it is nobody's concern.
            using var kill = Process.Start(new ProcessStartInfo("kill", ["-TERM", .. ProcessTree.Of(_process.Id).Select(pid => pid.ToString(CultureInfo.InvariantCulture))]) { RedirectStandardError = true })!;
            await kill.WaitForExitAsync();
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    private static async Task<bool> ListensAsync(IPEndPoint at)
    {
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync(at);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
