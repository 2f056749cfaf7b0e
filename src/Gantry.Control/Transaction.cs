using Gantry.Resources;
using Gantry.Resources.Audit;

namespace Gantry.Control;

/// <summary>Changes that happen together or not at all. Each becomes one event of the audit chain.</summary>
/// <param name="Actor">Who: <c>rollouts</c>, <c>engine</c>, or <c>user:anna</c>.</param>
public sealed record Transaction(string Actor, IReadOnlyList<Change> Changes)
{
    public Transaction(string actor, params Change[] changes) : this(actor, (IReadOnlyList<Change>)changes) { }

    /// <summary>What it was decided on besides the resources it changes; null: on nothing else.</summary>
    public Basis? Basis { get; init; }

    /// <summary>Single resources that it was decided on and does not change. A conflict when one of them is of another version by then.</summary>
    public IReadOnlyList<SeenVersion> Seen { get; init; } = [];
}

/// <summary>All resources of a kind as they were at a revision. A conflict when one of them has been made or changed since.</summary>
public sealed record Basis(string Kind, long Revision);

/// <param name="Version">0: there was none.</param>
public readonly record struct SeenVersion(Key Key, long Version);

/// <summary>One change of one resource.</summary>
/// <param name="Because">Why, as the history shows it. Never holds a secret.</param>
/// <param name="ExpectedVersion">The version that was decided on; 0: must not exist; null: whatever there is.</param>
public abstract record Change(Key Key, string Because, long? ExpectedVersion);

/// <summary>Create it, or replace its spec and keep its status.</summary>
public sealed record PutSpec(Key Key, object Spec, string Because, long? ExpectedVersion = null) : Change(Key, Because, ExpectedVersion);

/// <summary>Replace its status. A conflict when it does not exist.</summary>
public sealed record PutStatus(Key Key, object Status, string Because, long? ExpectedVersion = null) : Change(Key, Because, ExpectedVersion);

/// <summary>Remove it. Nothing happens when it does not exist and no version is expected.</summary>
public sealed record Delete(Key Key, string Because, long? ExpectedVersion = null) : Change(Key, Because, ExpectedVersion);

/// <summary>Say something in the chain without changing a resource: a repair, a loss.</summary>
public sealed record Remark(Key Key, string Because) : Change(Key, Because, null);

/// <summary>
/// Forget all events up to one. Resources whose newest event goes are said again in the same transaction, as they are, so that the
/// events that stay vouch for all of them; then an event says what was cut off.
/// </summary>
/// <param name="Base">The last event that goes, as the chain has it.</param>
public sealed record Cut(Key Key, AuditHead Base, string Because) : Change(Key, Because, null);

/// <summary>The outcome of a commit.</summary>
/// <param name="Revision">The revision after it; of no meaning in a conflict.</param>
/// <param name="Conflict">Null when it was committed; else the first resource that was not as expected.</param>
public readonly record struct CommitResult(long Revision, Key? Conflict)
{
    public bool Committed => Conflict is null;
}

public enum EventType { Spec, Status, Deleted, Remark, Cut }

/// <summary>A row of the append-only chain. A commit of n changes makes n consecutive events.</summary>
/// <param name="Sequence">From 1, without gaps.</param>
/// <param name="ContentHash">SHA-256, hexadecimal, of the resource's JSON after the change; empty for deletions and remarks; for a cut the hash of the last event that went.</param>
/// <param name="Hash">SHA-256, hexadecimal, over this event and the hash of the one before it.</param>
public sealed record ResourceEvent(
    long Sequence, DateTimeOffset At, string Actor, EventType Type, Key Key, string Because, string ContentHash, string Hash);
