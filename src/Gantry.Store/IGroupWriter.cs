using Gantry.Control;
using Gantry.Control.Decisions;

namespace Gantry.Store;

/// <summary>How a store keeps what was judged. Called by the commit thread alone.</summary>
internal interface IGroupWriter
{
    /// <summary>
    /// What was written that the given state does not know of: by another process, or by this one without having heard of it.
    /// Null when there is nothing, or when nothing of the kind can be.
    /// </summary>
    /// <exception cref="StoreUnavailableException">It cannot be seen now.</exception>
    Published? CatchUp(Published state);

    /// <summary>Writes all of it as one transaction of the database. When it returns, it is durable.</summary>
    /// <exception cref="CommitUncertainException">It may or may not have been written. The next <see cref="CatchUp"/> tells.</exception>
    /// <exception cref="StoreUnavailableException">Nothing of it was written, and nothing of it will be.</exception>
    void Write(IReadOnlyList<TransitionOutcome> group);
}

/// <summary>The answer to a commit was lost on its way, or the flush that ends it failed.</summary>
internal sealed class CommitUncertainException(string message, Exception inner) : StoreUnavailableException(message, inner);
