using Gantry.Resources;
using Gantry.Resources.Audit;

namespace Gantry.Control.Decisions;

/// <summary>What a transaction comes to: either a conflict and nothing else, or what is to be written.</summary>
public sealed record TransitionOutcome
{
    /// <summary>The first resource that was not as expected; null when the transaction stands.</summary>
    public Key? Conflict { get; init; }

    /// <summary>The world after it; the unchanged one in a conflict.</summary>
    public required World World { get; init; }

    /// <summary>The hash of the last event of the chain by then.</summary>
    public required string Head { get; init; }
    public IReadOnlyList<ResourceEvent> Events { get; init; } = [];

    /// <summary>Resources as they are afterwards, each once.</summary>
    public IReadOnlyList<StoredResource> Puts { get; init; } = [];

    /// <summary>Resources that are gone afterwards.</summary>
    public IReadOnlyList<Key> Deletes { get; init; } = [];

    /// <summary>Events up to this one go; null when none does.</summary>
    public AuditHead? Base { get; init; }
}
