using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Control.Loop;

public sealed record ControllerLoopOptions
{
    /// <summary>How many keys of one controller are worked on at once.</summary>
    public int Concurrency { get; init; } = 8;

    /// <summary>How often all keys are looked at although nothing happened: the net under events that got lost.</summary>
    public TimeSpan Resync { get; init; } = TimeSpan.FromSeconds(15);
    public Backoff Backoff { get; init; } = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5));
}

/// <summary>
/// The one loop that drives all controllers: every key at the start, then the keys that events of the store and of the
/// outside concern, those that asked to be called again, those that failed after a backoff, and all of them now and then.
/// Awaits on the caller's context alone and reads no clock but the given one.
/// </summary>
public sealed class ControllerLoop(
    IResourceStore store, IReadOnlyList<IController> controllers, TimeProvider time, ControllerLoopOptions? options = null,
    ILogger<ControllerLoop>? logger = null)
{
    private readonly ControllerLoopOptions _options = options ?? new();
    private readonly ILogger _log = logger ?? NullLogger<ControllerLoop>.Instance;

    /// <summary>Runs until cancelled, and returns once no controller is at work any more.</summary>
    public async Task RunAsync(CancellationToken cancel) => await Task.WhenAll([.. controllers.Select(c => RunAsync(c, cancel))]);

    private async Task RunAsync(IController controller, CancellationToken cancel)
    {
        using var queue = new WorkQueue(time, _options.Backoff);
        // From here on events are followed, so what happens after the keys were listed is not missed.
        var from = store.Current.Revision;
        AddAll(controller, queue);
        List<Task> tasks = [FollowStoreAsync(controller, queue, from, cancel), FollowOutsideAsync(controller, queue, cancel), ResyncAsync(controller, queue, cancel)];
        for (var n = 0; n < _options.Concurrency; n++) tasks.Add(WorkAsync(controller, queue, cancel));
        await Task.WhenAll(tasks);
    }

    private async Task WorkAsync(IController controller, WorkQueue queue, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                var key = await queue.TakeAsync(cancel);
                await ReconcileAsync(controller, queue, key, cancel);
            }
            catch (Exception) when (cancel.IsCancellationRequested)
            {
                // Whatever it was cut short in is taken up again at the next start.
                return;
            }
        }
    }

    private async ValueTask ReconcileAsync(IController controller, WorkQueue queue, string key, CancellationToken cancel)
    {
        try
        {
            var again = await controller.ReconcileAsync(key, cancel);
            queue.Done(key);
            if (again is { } after) queue.AddAfter(key, after);
        }
        catch (StoreUnavailableException unavailable)
        {
            LoopLog.StoreUnavailable(_log, controller.Name, key, queue.Failed(key), unavailable.Message);
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested)
        {
            LoopLog.ReconcileFailed(_log, controller.Name, key, queue.Failed(key), failure);
        }
    }

    private async Task FollowStoreAsync(IController controller, WorkQueue queue, long after, CancellationToken cancel)
    {
        await KeepAsync(controller, "the store's events", async () =>
        {
            try
            {
                await foreach (var change in store.WatchAsync(after, cancel))
                {
                    after = change.Sequence;
                    foreach (var key in controller.KeysFor(change, store.Current)) queue.Add(key);
                }
            }
            catch (CompactedException)
            {
                // What happened cannot be told any more; what there is now can be looked at.
                after = store.Current.Revision;
                AddAll(controller, queue);
            }
            return false;
        }, cancel);
    }

    private async Task FollowOutsideAsync(IController controller, WorkQueue queue, CancellationToken cancel)
    {
        var first = true;
        await KeepAsync(controller, "what happens outside", async () =>
        {
            // What happened while nobody listened is found by looking at everything.
            if (!first) AddAll(controller, queue);
            first = false;
            await foreach (var key in controller.OutsideAsync(cancel)) queue.Add(key);
            return true;
        }, cancel);
    }

    /// <summary>Follows something, again after a backoff when it breaks, until cancelled or until it says that it has ended.</summary>
    private async Task KeepAsync(IController controller, string what, Func<Task<bool>> follow, CancellationToken cancel)
    {
        var failures = 0;
        while (!cancel.IsCancellationRequested)
        {
            var since = time.GetTimestamp();
            try
            {
                if (await follow()) return;
            }
            catch (Exception) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                LoopLog.FollowingFailed(_log, controller.Name, what, failure);
            }
            failures = time.GetElapsedTime(since) > _options.Backoff.Limit ? 1 : failures + 1;
            await DelayAsync(_options.Backoff.After(failures), cancel);
        }
    }

    private async Task ResyncAsync(IController controller, WorkQueue queue, CancellationToken cancel)
    {
        while (await DelayAsync(_options.Resync, cancel)) AddAll(controller, queue);
    }

    private void AddAll(IController controller, WorkQueue queue)
    {
        try
        {
            foreach (var key in controller.AllKeys(store.Current)) queue.Add(key);
        }
        catch (Exception failure)
        {
            LoopLog.ListingFailed(_log, controller.Name, failure);
        }
    }

    /// <summary>False when cancelled.</summary>
    private async Task<bool> DelayAsync(TimeSpan delay, CancellationToken cancel)
    {
        try
        {
            await Task.Delay(delay, time, cancel);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
