namespace Gantry.Resources.Audit;

/// <summary>Follows a chain from its first event and says where it was changed, cut, reordered or added to.</summary>
/// <param name="anchors">Heads that were kept elsewhere, in any order: the chain must come by each that is not older than its base.</param>
/// <param name="from">The last event that was cut off, where the chain does not say so itself; null for a chain that has all of them.</param>
public sealed class AuditTrail(IEnumerable<AuditHead>? anchors = null, AuditHead? from = null)
{
    private readonly ILookup<long, AuditHead> _anchors = (anchors ?? []).ToLookup(a => a.Sequence);
    private bool _cutIsSaid;

    /// <summary>Where the chain begins: after this event, the last that was cut off. Empty when nothing was.</summary>
    public AuditHead Base { get; private set; } = from ?? AuditHead.Empty;

    /// <summary>The newest event that was found in its place.</summary>
    public AuditHead Head { get; private set; } = from ?? AuditHead.Empty;

    /// <summary>Null when the event is the next one, as it was written; nothing after it needs to be looked at otherwise.</summary>
    public AuditBreak? Add(AuditEvent next)
    {
        if (next.Type == AuditEvent.BaseType && Head == AuditHead.Empty) return Begin(new AuditHead(next.Sequence, next.Hash, next.At));
        var sequence = Head.Sequence + 1;
        if (next.Sequence != sequence) return new AuditBreak(sequence, $"Event {sequence} is missing or out of place: event {next.Sequence} stands there.");
        if (AuditHash.Of(Head.Hash, next) != next.Hash)
            return new AuditBreak(sequence, $"Event {sequence} does not carry the hash of what it says and of the event before it.");
        if (NotAnchored(sequence, next.Hash) is { } other) return other;
        _cutIsSaid |= next.Type == AuditEvent.CutType && next.ContentHash == Base.Hash;
        Head = new AuditHead(sequence, next.Hash, next.At);
        return null;
    }

    /// <summary>
    /// After the last event of a chain that goes on to this day: null unless an anchor says that there were more, or the old end
    /// is gone and no event says that it was cut off.
    /// </summary>
    public AuditBreak? End()
    {
        if (_anchors.Select(a => a.Key).DefaultIfEmpty().Max() is var furthest && furthest > Head.Sequence)
            return new AuditBreak(Head.Sequence + 1, $"The chain ends after event {Head.Sequence}; event {furthest} was anchored, so the end has been cut off.");
        return Base.Sequence == 0 || _cutIsSaid ? null
            : new AuditBreak(Base.Sequence, $"The events up to {Base.Sequence} are gone, and no event says that they were cut off.");
    }

    private AuditBreak? Begin(AuditHead at)
    {
        Base = Head = at;
        return NotAnchored(at.Sequence, at.Hash);
    }

    private AuditBreak? NotAnchored(long sequence, string hash) => _anchors[sequence].FirstOrDefault(a => a.Hash != hash) is { } other
        ? new AuditBreak(sequence, $"Event {sequence} is not the one that was anchored ({other.Hash[..12]}…): the chain was written anew.") : null;
}

/// <summary>Where a chain was found broken.</summary>
/// <param name="Sequence">The first event that is not as it was written.</param>
public sealed record AuditBreak(long Sequence, string Message)
{
    public Problem Problem => new($"event {Sequence}", "audit.broken", Message,
        "Somebody or something wrote to the store besides the platform. Keep a copy of the store for the inquiry, then restore a backup.");
}
