using Gantry.Control;
using Gantry.Control.Decisions;

namespace Gantry.Store.Backups;

/// <summary>Everything that is stored, as it was at one moment.</summary>
/// <param name="Events">The chain from its first event, in order.</param>
/// <param name="Resources">With the bytes that are stored.</param>
public sealed record StoreContent(IEnumerable<ResourceEvent> Events, IEnumerable<StoredResource> Resources)
{
    /// <summary>Both are read when they are asked for.</summary>
    /// <param name="page">Some events after a sequence number, in order; none after the last.</param>
    internal static StoreContent Of(Func<long, List<ResourceEvent>> page, Func<IEnumerable<StoredResource>> resources)
    {
        return new StoreContent(Chain(), Lazily());

        IEnumerable<ResourceEvent> Chain()
        {
            var after = 0L;
            while (page(after) is { Count: > 0 } events)
            {
                foreach (var e in events) yield return e;
                after = events[^1].Sequence;
            }
        }

        IEnumerable<StoredResource> Lazily()
        {
            foreach (var resource in resources()) yield return resource;
        }
    }

    /// <summary>As if one transaction had made all of it.</summary>
    internal TransitionOutcome Outcome()
    {
        List<ResourceEvent> events = [.. Events];
        return new TransitionOutcome { World = World.Empty, Head = events.Count > 0 ? events[^1].Hash : AuditChain.Genesis, Events = events, Puts = [.. Resources] };
    }
}
