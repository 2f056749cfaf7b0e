using System.Runtime.CompilerServices;
using Gantry.Control;
using Gantry.Control.Decisions;

namespace Gantry.Simulation.Store;

/// <summary>What happens around a commit.</summary>
public interface ICommitFaults
{
    /// <summary>Before it is written: may take its time, kill the process or throw <see cref="StoreUnavailableException"/>.</summary>
    ValueTask BeforeAsync(Transaction transaction, CancellationToken cancel);

    /// <summary>After it is on the disk and before it is acknowledged.</summary>
    ValueTask AfterAsync(Transaction transaction, TransitionOutcome outcome);

    /// <summary>Before events are handed to a watcher.</summary>
    ValueTask DeliverAsync(CancellationToken cancel);
}

/// <summary>The store of one process on a disk in memory. Awaits on the caller's context alone.</summary>
public sealed class MemoryStore(MemoryDisk disk, TimeProvider time, ICommitFaults? faults = null) : IResourceStore
{
    private readonly Lock _gate = new();
    private readonly List<TaskCompletionSource> _watchers = [];
    private World _world = disk.Load();

    public World Current => Volatile.Read(ref _world);

    public async ValueTask<CommitResult> CommitAsync(Transaction transaction, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (faults is not null) await faults.BeforeAsync(transaction, cancel);
        TransitionOutcome outcome;
        List<TaskCompletionSource> wake = [];
        lock (_gate)
        {
            outcome = WorldTransition.Apply(_world, transaction, time.GetUtcNow(), disk.Head);
            if (outcome.Events.Count > 0)
            {
                disk.Write(outcome);
                _world = outcome.World;
                wake.AddRange(_watchers);
                _watchers.Clear();
            }
        }
        foreach (var watcher in wake) watcher.TrySetResult();
        if (faults is not null) await faults.AfterAsync(transaction, outcome);
        return new CommitResult(outcome.World.Revision, outcome.Conflict);
    }

    public async IAsyncEnumerable<ResourceEvent> WatchAsync(long after, [EnumeratorCancellation] CancellationToken cancel)
    {
        while (true)
        {
            var (events, next) = From(after);
            if (events.Count == 0)
            {
                using var stop = cancel.UnsafeRegister(_ => next.TrySetCanceled(cancel), null);
                await next.Task;
                continue;
            }
            if (faults is not null) await faults.DeliverAsync(cancel);
            foreach (var e in events)
            {
                cancel.ThrowIfCancellationRequested();
                after = e.Sequence;
                yield return e;
            }
        }
    }

    private (List<ResourceEvent> Events, TaskCompletionSource Next) From(long after)
    {
        var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            var events = after < disk.Events.Count ? disk.Events.GetRange((int)after, disk.Events.Count - (int)after) : [];
            if (events.Count == 0) _watchers.Add(next);
            return (events, next);
        }
    }
}
