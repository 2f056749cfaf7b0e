using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Shop;

/// <summary>Says when the program is ready, when it was told to stop and when it has: the lines to look for in a rollout.</summary>
internal sealed partial class Diary(ILogger<Diary> log) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancel) => Noted(Started);

    public Task StoppingAsync(CancellationToken cancel) => Noted(Stopping);

    public Task StoppedAsync(CancellationToken cancel) => Noted(Stopped);

    public Task StartingAsync(CancellationToken cancel) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancel) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancel) => Task.CompletedTask;

    private static Task Noted(Action note)
    {
        note();
        return Task.CompletedTask;
    }

    [LoggerMessage(1, LogLevel.Information, "Open for business")]
    private partial void Started();

    [LoggerMessage(2, LogLevel.Information, "Told to stop: finishing what has begun")]
    private partial void Stopping();

    [LoggerMessage(3, LogLevel.Information, "Closed")]
    private partial void Stopped();
}
