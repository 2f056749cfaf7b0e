using System.Runtime.CompilerServices;
using Gantry.Control;

namespace Gantry.Simulation.Planted;

/// <summary>A store that does not quite do what it is asked.</summary>
internal sealed class BuggyStore(IResourceStore store, PlantedBug bug, TimeProvider time) : IResourceStore
{
    public World Current => store.Current;

    /// <summary>Whatever it was decided on.</summary>
    public static Transaction Unconditional(Transaction transaction) =>
        transaction with { Changes = [.. transaction.Changes.Select(c => c with { ExpectedVersion = null })], Basis = null };

    public async ValueTask<CommitResult> CommitAsync(Transaction transaction, CancellationToken cancel)
    {
        transaction = transaction with { Changes = BuggyChanges.Of(bug, transaction.Changes, store.Current, time.GetUtcNow()) };
        if (bug == PlantedBug.ConflictsIgnored) transaction = Unconditional(transaction);
        try
        {
            var result = await store.CommitAsync(transaction, cancel);
            return bug == PlantedBug.ConflictSwallowed ? result with { Conflict = null } : result;
        }
        catch (StoreUnavailableException) when (bug == PlantedBug.FullDiskAcknowledged)
        {
            return new CommitResult(store.Current.Revision, null);
        }
    }

    public async IAsyncEnumerable<ResourceEvent> WatchAsync(long after, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var e in store.WatchAsync(after, cancel))
        {
            if (bug == PlantedBug.WatchSkips && e.Sequence % 50 == 0) continue;
            yield return e;
            if (bug == PlantedBug.WatchTwice && e.Sequence % 50 == 0) yield return e;
        }
    }
}

/// <summary>The same store, of which one controller sees something else.</summary>
internal sealed class StoreView(IResourceStore store, Func<World, World> seen) : IResourceStore
{
    public World Current => seen(store.Current);

    public ValueTask<CommitResult> CommitAsync(Transaction transaction, CancellationToken cancel) => store.CommitAsync(transaction, cancel);

    public IAsyncEnumerable<ResourceEvent> WatchAsync(long after, CancellationToken cancel) => store.WatchAsync(after, cancel);
}
