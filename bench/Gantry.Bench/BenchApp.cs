using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Gantry.Client;
using Gantry.Resources;
using Gantry.Resources.Platforms;

namespace Gantry.Bench;

/// <summary>A platform of its own with an app of one service: busybox's web server, which is up in no time, so that what is left is ours.</summary>
internal sealed class BenchApp : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gantry-bench-").FullName;
    private readonly string _http, _registry;
    private readonly string _gantry;

    private BenchApp()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        _http = probe.LocalEndpoint.ToString()!;
        using var another = new TcpListener(IPAddress.Loopback, 0);
        another.Start();
        _registry = another.LocalEndpoint.ToString()!;
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Gantry.slnx"))) root = Path.GetDirectoryName(root)!;
        _gantry = Path.Combine(root, "gantry");
    }

    public string ImageId { get; private set; } = "";

    private string Home => Path.Combine(_folder, "home");

    public static async Task<BenchApp> StartAsync()
    {
        var app = new BenchApp();
        // Apart from the compose file, which changes with each release: the image is not built anew, as it is not for the engine alone.
        var web = Directory.CreateDirectory(Path.Combine(app._folder, "web")).FullName;
        File.Copy("/bin/busybox", Path.Combine(web, "busybox"));
        await File.WriteAllTextAsync(Path.Combine(web, "index.html"), "ok\n");
        await File.WriteAllTextAsync(Path.Combine(web, "Dockerfile"),
            "FROM scratch\nCOPY busybox /bin/busybox\nCOPY index.html /www/\nEXPOSE 8080\nCMD [\"/bin/busybox\", \"httpd\", \"-f\", \"-p\", \"8080\", \"-h\", \"/www\"]\n");
        try
        {
            await app.UpAsync(-1);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
        var client = new GantryClient(new PlatformPaths(app.Home).Socket);
        var release = (await client.ResourcesAsync(Kinds.Release, null, null, null, CancellationToken.None))[0];
        app.ImageId = release.Spec.GetProperty("services")[0].GetProperty("imageId").GetString()!;
        return app;
    }

    /// <summary>A release with another value of a variable; the same value again changes nothing.</summary>
    public async Task<TimeSpan> UpAsync(int version)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "compose.yaml"), string.Create(CultureInfo.InvariantCulture, $$"""
            name: bench
            services:
              web:
                build: web
                environment: { VERSION: "{{version}}" }
                stop_grace_period: 1s
                deploy: { replicas: 2 }
                x-gantry: { route: { path: / }, probe: { path: / } }
            x-gantry: { keepWarm: 1m }
            """));
        return await RunAsync("up", _folder, "-y");
    }

    public Task<TimeSpan> RollbackAsync() => RunAsync("rollback", "--app", "bench", "-y");

    /// <summary>For the newest rollout: from when it was asked for until all edges had the new routes.</summary>
    public async Task<TimeSpan> SwitchedAsync()
    {
        var client = new GantryClient(new PlatformPaths(Home).Socket);
        var rollouts = await client.ResourcesAsync(Kinds.Rollout, null, null, null, CancellationToken.None);
        var last = rollouts.MaxBy(r => r.Spec.GetProperty("number").GetInt32())!;
        return last.Status!.Value.GetProperty("switchedAt").GetDateTimeOffset() - last.Spec.GetProperty("requestedAt").GetDateTimeOffset();
    }

    /// <summary>
    /// Until the containers of earlier releases are gone. Removing one takes the engine as long as starting one, and whatever is timed
    /// meanwhile pays for it.
    /// </summary>
    public async Task SettleAsync()
    {
        var client = new GantryClient(new PlatformPaths(Home).Socket);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while ((await client.ResourcesAsync(Kinds.Replica, null, null, null, deadline.Token)).Any(r => r.Spec.GetProperty("wanted").GetString() == "Absent"))
            await Task.Delay(20, deadline.Token);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await RunAsync("down", "--app", "bench", "-y");
        }
        finally
        {
            await RunAsync("platform", "stop");
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task<TimeSpan> RunAsync(params string[] words)
    {
        var start = new ProcessStartInfo(_gantry, words) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["GANTRY_HOME"] = Home;
        start.Environment["GANTRY_HTTP"] = _http;
        start.Environment["GANTRY_REGISTRY"] = _registry;
        start.Environment["GANTRY_METRICS"] = "off";
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        var time = Stopwatch.GetElapsedTime(began);
        return process.ExitCode == 0 ? time : throw new InvalidOperationException($"gantry {string.Join(' ', words)}: {await output}{await error}");
    }
}
