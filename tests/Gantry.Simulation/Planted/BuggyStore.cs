using Gantry.Control;
using Gantry.Resources.Replicas;

namespace Gantry.Simulation.Planted;

/// <summary>A store that does not quite do what it is asked.</summary>
internal sealed class BuggyStore(IResourceStore store, PlantedBug bug, TimeProvider time) : IResourceStore
{
    public World Current => store.Current;

    public ValueTask<CommitResult> CommitAsync(Transaction transaction, CancellationToken cancel) =>
        store.CommitAsync(transaction with { Changes = [.. transaction.Changes.Select(Twisted)] }, cancel);

    public IAsyncEnumerable<ResourceEvent> WatchAsync(long after, CancellationToken cancel) => store.WatchAsync(after, cancel);

    private Change Twisted(Change change) => (bug, change) switch
    {
        (PlantedBug.AddressNotRecorded, PutStatus { Status: ReplicaStatus status } put) =>
            put with { Status = status with { Address = null, Addresses = new SortedDictionary<string, string>(StringComparer.Ordinal) } },
        (PlantedBug.ConflictsIgnored, _) => change with { ExpectedVersion = null },
        (PlantedBug.WarmGoesAtOnce, PutSpec { Spec: ReplicaSpec { RetireAt: not null } spec } put) => put with { Spec = spec with { RetireAt = time.GetUtcNow() } },
        (PlantedBug.WarmStaysForever, PutSpec { Spec: ReplicaSpec { RetireAt: not null } spec } put) => put with { Spec = spec with { RetireAt = time.GetUtcNow().AddYears(1) } },
        _ => change,
    };
}
