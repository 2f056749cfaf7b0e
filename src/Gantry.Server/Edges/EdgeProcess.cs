using System.Diagnostics;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Edges;
using Gantry.Resources.Platforms;
using Gantry.Traffic;
using Gantry.Traffic.Effects;
using Microsoft.Extensions.Logging;

namespace Gantry.Server.Edges;

/// <summary>
/// Sees to it that an edge runs. It is a process of its own that outlives this one: the one that is there is taken over, and
/// only when none answers is one started.
/// </summary>
internal sealed partial class EdgeProcess(PlatformPaths paths, string http, string https, EdgeSettings settings, ILogger<EdgeProcess> log)
{
    /// <summary>As long as the release before stays warm: who needs longer than that for one request is rare.</summary>
    private const int DrainSeconds = 600;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly SemaphoreSlim _replacing = new(1);
    private Process? _started;
    private int _upgraded;

    private bool Stopping { get; set; }

    public string Socket { get; } = EdgePlace.SocketOf(paths);

    /// <summary>Starts an edge unless the one that was started last is still coming up.</summary>
    public void Start()
    {
        if (Stopping || _started is { HasExited: false }) return;
        _started?.Dispose();
        _started = Launch();
        Starting(http);
    }

    /// <summary>Has another process take over from the one that serves; or starts one if there is none.</summary>
    public async Task<(EdgeReplaced? Done, Problem? Problem)> ReplaceAsync(CancellationToken cancel)
    {
        await _replacing.WaitAsync(cancel);
        try
        {
            var log = Path.Combine(paths.Logs, "edge.log");
            var from = File.Exists(log) ? new FileInfo(log).Length : 0;
            var before = await HttpEdgeLink.ReportAsync(Socket, cancel);
            var next = Launch("--take-over", "on", "--drain-limit", $"{DrainSeconds}");
            if (!await ServesAsync(next, cancel))
            {
                return (null, new Problem("gantry-edge", "edge.not-replaced", $"The new process ended with code {next.ExitCode}, and the one before goes on as if nothing had been tried.",
                    $"Its whole log is in {log}. An edge that is too old to hand over is replaced by: gantry platform stop && gantry platform start") { Details = Tail(log, from) });
            }
            _started = next;
            Replaced(next.Id, before?.ProcessId ?? 0);
            return (new EdgeReplaced(before?.ProcessId ?? 0, next.Id, DrainSeconds), null);
        }
        finally
        {
            _replacing.Release();
        }
    }

    /// <summary>One of another build is replaced by one of this build, once: if that does not help it is left as it is.</summary>
    public void Saw(EdgeReport report)
    {
        if (report.Build == BuildIdentity.Version || Stopping || Interlocked.Exchange(ref _upgraded, 1) != 0) return;
        OtherBuild(report.Build ?? "an older build", BuildIdentity.Version);
        _ = Task.Run(async () =>
        {
            try
            {
                if ((await ReplaceAsync(CancellationToken.None)).Problem is { } problem) NotReplaced(problem.ToString());
            }
            catch (Exception error) when (error is IOException or System.ComponentModel.Win32Exception)
            {
                NotReplaced(error.Message);
            }
        });
    }

    private async Task<bool> ServesAsync(Process process, CancellationToken cancel)
    {
        using var link = new HttpEdgeLink(Socket);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var exit = process.WaitForExitAsync(cancel).ContinueWith(_ => ended.Cancel(), TaskScheduler.Default);
        while (!exit.IsCompleted)
        {
            try
            {
                await foreach (var report in link.ReportsAsync(ended.Token))
                {
                    if (report.ProcessId == process.Id) return true;
                }
            }
            catch (EdgeUnavailableException)
            {
                await Task.Delay(Pause, CancellationToken.None);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                // It has ended.
            }
        }
        return false;
    }

    private Process Launch(params string[] more)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "gantry-edge");
        // A session of its own, so that what ends this process does not end the edge. Its output goes where ours goes: a pipe would die with us.
        var start = new ProcessStartInfo("setsid") { UseShellExecute = false };
        foreach (var word in (string[])["sh", "-c", "exec \"$0\" \"$@\" >>\"$GANTRY_EDGE_LOG\" 2>&1 </dev/null", program,
            "--home", Path.Combine(paths.Home, "edge"), "--socket", Socket, "--http", http, "--https", https, "--certificates", paths.Certificates, "--seal-key", paths.SealKey, .. settings.Arguments(paths.Logs)])
        {
            start.ArgumentList.Add(word);
        }
        foreach (var word in more) start.ArgumentList.Add(word);
        // What faces the outside knows no way to the store.
        foreach (var secret in (string[])["GANTRY_STORE", "GANTRY_STORE_FILE", "PGPASSWORD", "PGPASSFILE"]) start.Environment.Remove(secret);
        start.Environment["GANTRY_EDGE_LOG"] = Path.Combine(paths.Logs, "edge.log");
        Directory.CreateDirectory(Path.Combine(paths.Home, "edge"));
        return Process.Start(start)!;
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

    /// <summary>What the new one said before it ended.</summary>
    private static IReadOnlyList<string> Tail(string log, long from)
    {
        const int Lines = 5;
        using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(from, SeekOrigin.Begin);
        using var reader = new StreamReader(file);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(Lines)];
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "gantry-edge {After} has taken over from {Before}")]
    private partial void Replaced(int after, int before);

    [LoggerMessage(Level = LogLevel.Information, Message = "the edge that runs is of {Other}; one of {Own} takes over")]
    private partial void OtherBuild(string other, string own);

    [LoggerMessage(Level = LogLevel.Warning, Message = "the edge was not replaced and goes on: {Why}")]
    private partial void NotReplaced(string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "starting gantry-edge for {Http}")]
    private partial void Starting(string http);
}
