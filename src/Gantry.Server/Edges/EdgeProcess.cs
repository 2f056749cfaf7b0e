using System.Diagnostics;
using Gantry.Resources.Platforms;
using Gantry.Traffic;
using Gantry.Traffic.Effects;
using Microsoft.Extensions.Logging;

namespace Gantry.Server.Edges;

/// <summary>
/// Sees to it that an edge runs. It is a process of its own that outlives this one: the one that is there is taken over, and
/// only when none answers is one started.
/// </summary>
internal sealed partial class EdgeProcess(PlatformPaths paths, string http, string https, ILogger<EdgeProcess> log)
{
    private Process? _started;

    private bool Stopping { get; set; }

    public string Socket { get; } = EdgePlace.SocketOf(paths);

    /// <summary>Starts an edge unless the one that was started last is still coming up.</summary>
    public void Start()
    {
        if (Stopping || _started is { HasExited: false }) return;
        _started?.Dispose();
        var program = Path.Combine(AppContext.BaseDirectory, "gantry-edge");
        // A session of its own, so that what ends this process does not end the edge. Its output goes where ours goes: a pipe would die with us.
        var start = new ProcessStartInfo("setsid") { UseShellExecute = false };
        foreach (var word in (string[])["sh", "-c", "exec \"$0\" \"$@\" >>\"$GANTRY_EDGE_LOG\" 2>&1 </dev/null", program,
            "--home", Path.Combine(paths.Home, "edge"), "--socket", Socket, "--http", http, "--https", https, "--certificates", paths.Certificates])
        {
            start.ArgumentList.Add(word);
        }
        // What faces the outside knows no way to the store.
        foreach (var secret in (string[])["GANTRY_STORE", "GANTRY_STORE_FILE", "PGPASSWORD", "PGPASSFILE"]) start.Environment.Remove(secret);
        start.Environment["GANTRY_EDGE_LOG"] = Path.Combine(paths.Logs, "edge.log");
        Directory.CreateDirectory(Path.Combine(paths.Home, "edge"));
        _started = Process.Start(start);
        Starting(http);
    }

    /// <summary>Asks the edge to finish what it has begun and to end.</summary>
    public async Task StopAsync(CancellationToken cancel)
    {
        Stopping = true;
        try
        {
            await HttpEdgeLink.StopAsync(Socket, cancel);
        }
        catch (EdgeUnavailableException)
        {
            // It was not there.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "starting gantry-edge for {Http}")]
    private partial void Starting(string http);
}
