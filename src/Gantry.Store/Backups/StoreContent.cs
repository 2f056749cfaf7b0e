using Gantry.Control;
using Gantry.Control.Decisions;
using Gantry.Resources.Audit;

namespace Gantry.Store.Backups;

/// <summary>Everything that is stored, as it was at one moment.</summary>
/// <param name="Events">The chain from the first event that was not cut off, in order.</param>
/// <param name="Resources">With the bytes that are stored.</param>
public sealed record StoreContent(IEnumerable<ResourceEvent> Events, IEnumerable<StoredResource> Resources)
{
    /// <summary>The last event that was cut off.</summary>
    public AuditHead Base { get; init; } = AuditHead.Empty;

    /// <summary>Both are read when they are asked for.</summary>
    /// <param name="page">Some events after a sequence number, in order; none after the last.</param>
    internal static StoreContent Of(AuditHead from, Func<long, List<ResourceEvent>> page, Func<IEnumerable<StoredResource>> resources)
    {
        return new StoreContent(Chain(), Lazily()) { Base = from };

        IEnumerable<ResourceEvent> Chain()
        {
            var after = from.Sequence;
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
        return new TransitionOutcome
        {
            World = World.Empty,
            Head = events.Count > 0 ? events[^1].Hash : Base.Hash,
            Events = events,
            Puts = [.. Resources],
            Base = Base.Sequence > 0 ? Base : null,
        };
    }
}
