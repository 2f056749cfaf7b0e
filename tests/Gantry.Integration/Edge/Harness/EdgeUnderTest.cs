using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Gantry.Resources;
using Gantry.Resources.Edges;
using Gantry.Resources.Traffic;

namespace Gantry.Integration.Edge.Harness;

/// <summary>A gantry-edge process with a home of its own, and its control API.</summary>
internal sealed class EdgeUnderTest : IAsyncDisposable
{
    /// <summary>Both lanes, as an edge comes; or the general lane for everything.</summary>
    public const string Fast = "on", General = "off";

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string home = Directory.CreateTempSubdirectory("gantry-edge-").FullName;
    private readonly StringBuilder log = new();
    private readonly List<Process> before = [];
    private HttpClient control;
    private Process process;

    private readonly string lane;
    private readonly string[] options;

    private EdgeUnderTest(string lane, string[] options)
    {
        (this.lane, this.options) = (lane, options);
        control = Control();
        process = Launch();
    }

    public IPEndPoint Http { get; } = new(Loopback.Next(), 8080);
    public IPEndPoint Https => new(Http.Address, 8443);

    /// <summary>Where it looks for certificates.</summary>
    public string Certificates => Path.Combine(home, "certificates");

    /// <summary>Where it shows its counters.</summary>
    public IPEndPoint Metrics => new(Http.Address, 9095);
    public Uri Url => new($"http://{Http}/");
    public string Home => home;
    public string Log
    {
        get { lock (log) return log.ToString(); }
    }

    public string SocketPath => Path.Combine(home, "edge.sock");

    /// <param name="lane">Whether the fast lane is on.</param>
    /// <param name="options">Further options.</param>
    public static async Task<EdgeUnderTest> StartAsync(string lane = Fast, params string[] options)
    {
        var edge = new EdgeUnderTest(lane, options);
        await edge.AnswersAsync();
        return edge;
    }

    public async Task<EdgeReport> PutAsync(TrafficSnapshot snapshot)
    {
        using var answer = await OfferAsync(snapshot);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync(GantryJson.Default.EdgeReport))!;
    }

    public Task<HttpResponseMessage> OfferAsync(TrafficSnapshot snapshot) =>
        control.PutAsync("/snapshot", JsonContent.Create(snapshot, GantryJson.Default.TrafficSnapshot));

    /// <summary>Sends what is other alone.</summary>
    public async Task ChangeAsync(TrafficSnapshot before, TrafficSnapshot after)
    {
        var change = SnapshotChange.Between(before, after);
        using var answer = await control.PatchAsync("/snapshot", JsonContent.Create(change, GantryJson.Default.SnapshotChange));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task<EdgeReport> ReportAsync() => (await control.GetFromJsonAsync("/report", GantryJson.Default.EdgeReport))!;

    public async Task<EdgeStats> StatsAsync() => (await control.GetFromJsonAsync("/stats", GantryJson.Default.EdgeStats))!;

    /// <summary>Follows the stream of reports until one is as wanted.</summary>
    public async Task<EdgeReport> UntilAsync(Func<EdgeReport, bool> wanted)
    {
        using var deadline = new CancellationTokenSource(Patience);
        await using var stream = await control.GetStreamAsync("/reports", deadline.Token);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(deadline.Token) is { } line)
        {
            var report = JsonSerializer.Deserialize(line, GantryJson.Default.EdgeReport)!;
            if (wanted(report)) return report;
        }
        throw new InvalidOperationException("The stream of reports ended.");
    }

    /// <summary>Looks at the counters until they are as wanted.</summary>
    public async Task<EdgeStats> UntilStatsAsync(Func<EdgeStats, bool> wanted)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            var stats = await StatsAsync();
            if (wanted(stats)) return stats;
            Assert.True(Stopwatch.GetElapsedTime(since) < Patience, JsonSerializer.Serialize(stats, GantryJson.Default.EdgeStats));
            await Task.Yield();
        }
    }

    /// <summary>Memory that the process holds, in bytes.</summary>
    public long Resident
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>Sockets that the process has open, of whatever kind.</summary>
    public int OpenSockets => Directory.GetFiles($"/proc/{process.Id}/fd").Count(IsSocket);

    /// <summary>Waits for what no report tells of.</summary>
    public async Task UntilAsync(Func<bool> wanted) => await UntilStatsAsync(_ => wanted());

    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async Task StopAsync()
    {
        using var answer = await control.PostAsync("/stop", null);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    public async Task RestartAsync()
    {
        process = Launch();
        await AnswersAsync();
    }

    /// <summary>Another process takes over.</summary>
    /// <returns>The one before, which ends what it has begun.</returns>
    public async Task<Process> ReplaceAsync(int drainLimit = 600)
    {
        var old = process;
        process = BeginReplacing(drainLimit);
        before.Add(old);
        await AnswersAsync(report => report.ProcessId == process.Id);
        return old;
    }

    public Process BeginReplacing(int drainLimit = 600)
    {
        // Connections to the old one would be answered by it.
        control.Dispose();
        control = Control();
        return Launch("--take-over", "on", "--drain-limit", $"{drainLimit}");
    }

    /// <summary>One of the two was killed: waits until somebody is in charge, and starts another where nobody is, as the platform does.</summary>
    public async Task SettleAsync(Process old, Process next)
    {
        before.AddRange([old, next]);
        await Task.WhenAny(old.WaitForExitAsync(), next.WaitForExitAsync());
        var starting = next;
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                var report = await ReportAsync();
                process = before.First(other => other.Id == report.ProcessId);
                if (!process.HasExited) return;
            }
            catch (HttpRequestException)
            {
                // One that starts where there is one already ends by itself.
                if (starting.HasExited) before.Add(starting = Launch());
            }
            Assert.True(Stopwatch.GetElapsedTime(since) < Patience, Log);
            await Task.Yield();
        }
    }

    /// <summary>The process in charge.</summary>
    public Process Process => process;

    public async ValueTask DisposeAsync()
    {
        foreach (var old in before.Where(old => !old.HasExited)) old.Kill();
        if (!process.HasExited) await KillAsync();
        process.Dispose();
        control.Dispose();
        Directory.Delete(home, recursive: true);
    }

    private static bool IsSocket(string file)
    {
        try
        {
            return File.ResolveLinkTarget(file, false)?.Name.StartsWith("socket:", StringComparison.Ordinal) == true;
        }
        catch (IOException)
        {
            // Closed since it was listed.
            return false;
        }
    }

    private HttpClient Control() => new(new SocketsHttpHandler { ConnectCallback = ConnectAsync }) { BaseAddress = new Uri("http://edge") };

    private Process Launch(params string[] more)
    {
        var start = new ProcessStartInfo(Built.Program("Gantry.Edge", "gantry-edge"))
        {
            RedirectStandardError = true,
            ArgumentList = { "--home", home, "--socket", SocketPath, "--http", Http.ToString(), "--https", Https.ToString(), "--certificates", Certificates, "--publish-address", Http.Address.ToString(), "--fast-lane", lane, "--metrics", Metrics.ToString() },
        };
        foreach (var word in options.Concat(more)) start.ArgumentList.Add(word);
        var started = Process.Start(start)!;
        started.ErrorDataReceived += (_, line) =>
        {
            lock (log) log.AppendLine(line.Data);
        };
        started.BeginErrorReadLine();
        return started;
    }

    private async Task AnswersAsync(Func<EdgeReport, bool>? wanted = null)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                var report = await ReportAsync();
                if (wanted?.Invoke(report) != false) return;
            }
            catch (HttpRequestException) when (!process.HasExited && Stopwatch.GetElapsedTime(since) < Patience)
            {
                await Task.Yield();
            }
            Assert.True(!process.HasExited && Stopwatch.GetElapsedTime(since) < Patience, Log);
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
