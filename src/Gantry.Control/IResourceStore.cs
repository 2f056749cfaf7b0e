using Gantry.Resources.Audit;

namespace Gantry.Control;

/// <summary>
/// Where everything wanted and observed is kept. What <see cref="CommitAsync"/> has acknowledged survives a crash of the
/// process and of the machine. One conformance suite holds every implementation to this.
/// </summary>
public interface IResourceStore
{
    /// <summary>The newest committed state. Never blocks; a reader that has seen a commit acknowledged sees its effect here.</summary>
    World Current { get; }

    /// <summary>The last event that was cut off; those after it are there. Empty when all are.</summary>
    AuditHead Base => AuditHead.Empty;

    /// <summary>Commits all changes or none. An empty transaction commits without an event.</summary>
    /// <exception cref="StoreUnavailableException">
    /// The disk is full, read-only or broken, or the database is away. Nothing was committed, or, where that cannot be known
    /// before the store is back, the message says so: decide again from <see cref="Current"/>.
    /// </exception>
    /// <exception cref="NotLeadingException">Another process leads. Nothing was committed.</exception>
    ValueTask<CommitResult> CommitAsync(Transaction transaction, CancellationToken cancel);

    /// <summary>
    /// Every event after the given sequence number, in order, without gap or duplicate; then those to come, until cancelled.
    /// Whoever is told of an event also sees its effect in <see cref="Current"/>.
    /// </summary>
    /// <exception cref="CompactedException">Some of these were cut off. Look at <see cref="Current"/>, and watch from its revision on.</exception>
    IAsyncEnumerable<ResourceEvent> WatchAsync(long after, CancellationToken cancel);
}

/// <summary>Events that were asked for have been cut off.</summary>
/// <param name="through">The last one that is gone.</param>
public sealed class CompactedException(long through)
    : Exception($"The events up to {through} were cut off: what happened before cannot be told from here.");

/// <summary>The store cannot write now. The caller may try again; what was acknowledged is safe.</summary>
public class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
