namespace Gantry.Resources.Audit;

/// <summary>Follows a chain from its first event and says where it was changed, cut, reordered or added to.</summary>
/// <param name="anchors">Heads that were kept elsewhere, in any order: the chain must come by each.</param>
public sealed class AuditTrail(IEnumerable<AuditHead>? anchors = null)
{
    private readonly ILookup<long, AuditHead> _anchors = (anchors ?? []).ToLookup(a => a.Sequence);

    /// <summary>The newest event that was found in its place.</summary>
    public AuditHead Head { get; private set; } = AuditHead.Empty;

    /// <summary>Null when the event is the next one, as it was written; nothing after it needs to be looked at otherwise.</summary>
    public AuditBreak? Add(AuditEvent next)
    {
        var sequence = Head.Sequence + 1;
        if (next.Sequence != sequence) return new AuditBreak(sequence, $"Event {sequence} is missing or out of place: event {next.Sequence} stands there.");
        if (AuditHash.Of(Head.Hash, next) != next.Hash)
            return new AuditBreak(sequence, $"Event {sequence} does not carry the hash of what it says and of the event before it.");
        if (_anchors[sequence].FirstOrDefault(a => a.Hash != next.Hash) is { } other)
            return new AuditBreak(sequence, $"Event {sequence} is not the one that was anchored ({other.Hash[..12]}…): the chain was written anew.");
        Head = new AuditHead(sequence, next.Hash, next.At);
        return null;
    }

    /// <summary>After the last event: null unless an anchor says that there were more.</summary>
    public AuditBreak? End() => _anchors.Select(a => a.Key).DefaultIfEmpty().Max() is var furthest && furthest > Head.Sequence
        ? new AuditBreak(Head.Sequence + 1, $"The chain ends after event {Head.Sequence}; event {furthest} was anchored, so the end has been cut off.")
        : null;
}

/// <summary>Where a chain was found broken.</summary>
/// <param name="Sequence">The first event that is not as it was written.</param>
public sealed record AuditBreak(long Sequence, string Message)
{
    public Problem Problem => new($"event {Sequence}", "audit.broken", Message,
        "Somebody or something wrote to the store besides the platform. Keep a copy of the store for the inquiry, then restore a backup.");
}
