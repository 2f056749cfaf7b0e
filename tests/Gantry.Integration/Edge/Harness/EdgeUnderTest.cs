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
    private readonly HttpClient control;
    private Process process;

    private readonly string lane;

    private EdgeUnderTest(string lane)
    {
        this.lane = lane;
        control = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync }) { BaseAddress = new Uri("http://edge") };
        process = Launch();
    }

    public IPEndPoint Http { get; } = new(Loopback.Next(), 8080);
    public IPEndPoint Https => new(Http.Address, 8443);

    /// <summary>Where it looks for certificates.</summary>
    public string Certificates => Path.Combine(home, "certificates");
    public Uri Url => new($"http://{Http}/");
    public string Home => home;
    public string Log
    {
        get { lock (log) return log.ToString(); }
    }

    private string SocketPath => Path.Combine(home, "edge.sock");

    /// <param name="lane">Whether the fast lane is on.</param>
    public static async Task<EdgeUnderTest> StartAsync(string lane = Fast)
    {
        var edge = new EdgeUnderTest(lane);
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

    public async ValueTask DisposeAsync()
    {
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

    private Process Launch()
    {
        var start = new ProcessStartInfo(Built.Program("Gantry.Edge", "gantry-edge"))
        {
            RedirectStandardError = true,
            ArgumentList = { "--home", home, "--socket", SocketPath, "--http", Http.ToString(), "--https", Https.ToString(), "--certificates", Certificates, "--publish-address", Http.Address.ToString(), "--fast-lane", lane },
        };
        var started = Process.Start(start)!;
        started.ErrorDataReceived += (_, line) =>
        {
            lock (log) log.AppendLine(line.Data);
        };
        started.BeginErrorReadLine();
        return started;
    }

    private async Task AnswersAsync()
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await ReportAsync();
                return;
            }
            catch (HttpRequestException) when (!process.HasExited && Stopwatch.GetElapsedTime(since) < Patience)
            {
                await Task.Yield();
            }
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
