using System.Net;
using Gantry.Registry;
using Gantry.Resources.Api;
using Gantry.Resources.Platforms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gantry.Server.Registries;

/// <summary>
/// Carries the platform's registry on an address of its own: what is said to the control plane's socket is never reached through it.
/// Nothing about it keeps the platform from starting; what is wrong is said, and tried again.
/// </summary>
internal sealed partial class RegistryHost : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly PlatformPaths _paths;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _logs;
    private readonly ILogger _log;
    private Task _running = Task.CompletedTask, _collecting = Task.CompletedTask;
    private WebApplication? _server;

    private readonly HttpClient _http = OutsideHttp.Client();
    private readonly PullThroughParts _through;

    private RegistryHost(Platform platform, ILoggerFactory logs)
    {
        (_paths, _time, _logs, _log) = (platform.Paths, platform.Time, logs, logs.CreateLogger<RegistryHost>());
        _through = new PullThroughParts(new UpstreamList(platform.Store), _http, platform.Logins);
    }

    public PartStatus Status { get; private set; } = new(false, "It is being started.");

    /// <summary>Null while there is none, and of a platform that uses somebody else's.</summary>
    public ImageRegistry? Registry { get; private set; }

    /// <summary>Returns once it listens, or once it is known why not yet.</summary>
    public static async Task<RegistryHost> StartAsync(Platform platform, ILoggerFactory logs)
    {
        var host = new RegistryHost(platform, logs);
        if (platform.Registry.Own is not { } address)
        {
            host.Status = new PartStatus(true, $"{platform.Registry.Address}, which somebody else runs");
            return host;
        }

        var deployed = new DeployedImages(platform.Store);
        if (!await host.TryAsync(address, deployed)) host._running = host.UntilStartedAsync(address, deployed);
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _collecting;
        if (_server is not null) await _server.DisposeAsync();
        Registry?.Dispose();
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task UntilStartedAsync(IPEndPoint address, DeployedImages deployed)
    {
        do await Task.Delay(Pause, _time, _stop.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
        while (!_stop.IsCancellationRequested && !await TryAsync(address, deployed));
    }

    private async Task<bool> TryAsync(IPEndPoint address, DeployedImages deployed)
    {
        try
        {
            Registry ??= RegistryModule.Open(_paths.Registry, deployed, _time, _through);
            if (!PortCheck.IsFree(address)) return Fail($"Port {address.Port} on {address.Address} is in use by another program; the registry is not reachable.",
                $"See which with `ss -ltnp 'sport = :{address.Port}'`. Set {RegistryChoice.Variable} to another port and start the platform again, or end that program: the registry then comes up by itself.");
            var server = Build(address, Registry);
            await server.StartAsync(_stop.Token);
            _server = server;
            _collecting = CollectAsync(Registry);
            Status = new PartStatus(true, $"serves on {address}");
            return true;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SqliteException or InvalidDataException or DllNotFoundException)
        {
            return Fail($"The registry cannot be started: {failure.Message}", $"See that {_paths.Registry} can be written and its disk has room; the registry then comes up by itself.");
        }
    }

    /// <summary>Each hour, as long as the platform runs.</summary>
    private async Task CollectAsync(ImageRegistry registry)
    {
        try
        {
            while (true)
            {
                await Task.Delay(RegistryModule.Grace, _time, _stop.Token);
                try
                {
                    var (things, bytes) = (0, 0L);
                    await foreach (var gone in registry.Collector.CollectAsync(RegistryModule.Grace, _stop.Token)) (things, bytes) = (things + 1, gone.Repository.Length == 0 ? bytes + gone.Size : bytes);
                    if (things > 0) Collected(things, bytes);
                }
                catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SqliteException)
                {
                    // Nothing is lost by freeing nothing; the next one tries again.
                    NotCollected(failure.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The platform stops.
        }
    }

    private bool Fail(string why, string help)
    {
        if (Status.Text != why) NotStarted(why, help);
        Status = new PartStatus(false, why, help);
        return false;
    }

    private WebApplication Build(IPEndPoint address, ImageRegistry registry)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server =>
        {
            server.AddRegistry();
            server.Listen(address);
        });
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddSingleton(_logs);
        var app = builder.Build();
        app.MapRegistry(registry);
        return app;
    }

    [LoggerMessage(1, LogLevel.Warning, "{Why} {Help}")]
    private partial void NotStarted(string why, string help);

    [LoggerMessage(2, LogLevel.Information, "the registry let go of {Things} things that nothing needs and freed {Bytes} bytes")]
    private partial void Collected(int things, long bytes);

    [LoggerMessage(3, LogLevel.Warning, "the registry could not free what nothing needs: {Reason}")]
    private partial void NotCollected(string reason);

    /// <summary>Signals are the control plane's to hear.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
