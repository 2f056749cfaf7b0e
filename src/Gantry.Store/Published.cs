using System.Runtime.CompilerServices;
using Gantry.Control;
using Gantry.Resources.Audit;

namespace Gantry.Store;

/// <summary>
/// A state of the store and the events that led to it, with a link to the next state. Watchers walk along the links; what
/// nobody has still to read is collected.
/// </summary>
internal sealed record Published(World World, string Head, IReadOnlyList<ResourceEvent> Events)
{
    private readonly TaskCompletionSource<Published> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<Published> Next => _next.Task;

    /// <summary>The last event that was cut off.</summary>
    public AuditHead Base { get; init; } = AuditHead.Empty;

    /// <summary>True when events on the way here were cut off before this process saw them: what they were is not known.</summary>
    public bool Gap { get; init; }

    /// <summary>True when the chain came by an event with that hash on the way here.</summary>
    public bool Passes(long sequence, string hash) => Events.Any(e => e.Sequence == sequence && e.Hash == hash);

    /// <summary>As <see cref="IResourceStore.WatchAsync"/>.</summary>
    /// <param name="current">The store's state now. An iterator holds what it was called with as long as it lives, and with a state all that
    /// came after it: it is asked for one, and gets none.</param>
    /// <param name="page">Some events after a sequence number up to another, in order; what is kept of old.</param>
    public static async IAsyncEnumerable<ResourceEvent> WatchAsync(
        Func<Published> current, long after, Func<long, long, ValueTask<List<ResourceEvent>>> page, [EnumeratorCancellation] CancellationToken cancel)
    {
        // First the place from which the live events follow, then what is older than that: no gap and no overlap.
        var place = current();
        if (after < place.Base.Sequence) throw new CompactedException(place.Base.Sequence);
        while (after < place.World.Revision)
        {
            foreach (var old in await page(after, place.World.Revision))
            {
                cancel.ThrowIfCancellationRequested();
                // Cut off since.
                if (old.Sequence != after + 1) throw new CompactedException(old.Sequence - 1);
                after = old.Sequence;
                yield return old;
            }
        }
        while (true)
        {
            place = await place.Next.WaitAsync(cancel);
            if (place.Gap && after < place.World.Revision) throw new CompactedException(Math.Max(place.Base.Sequence, after + 1));
            foreach (var next in place.Events)
            {
                if (next.Sequence > after) yield return next;
            }
        }
    }

    public void Follow(Published next) => _next.SetResult(next);

    public void End() => _next.TrySetCanceled();
}
