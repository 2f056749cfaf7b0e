namespace Gantry.Control;

/// <summary>
/// The right to act for the platform. One process has it at a time; whoever is about to do something outside of the store
/// asks right before, and marks what it makes with the fence.
/// </summary>
public interface ILease
{
    /// <summary>The fencing token: grows with each holder. 0 while this process has never held the lease.</summary>
    long Fence { get; }

    /// <summary>False from a moment on at which nobody else may act yet. Reads a clock that nobody can set.</summary>
    bool Holds { get; }

    /// <exception cref="NotLeadingException">It does not hold.</exception>
    void ThrowIfDeposed()
    {
        if (!Holds) throw new NotLeadingException("This process no longer leads the platform and leaves the rest to its successor.");
    }
}

/// <summary>The lease of a process that nobody can depose.</summary>
public sealed class OwnLease(long fence) : ILease
{
    public static OwnLease None { get; } = new(0);

    public long Fence => fence;
    public bool Holds => true;
}

/// <summary>How a process comes to hold the lease, and for how long.</summary>
public interface ILeadership : ILease
{
    /// <summary>Who leads, in words for people: process, machine and home. Null when it is this process or nobody.</summary>
    string? Other { get; }

    /// <summary>Returns once this process leads and its store shows everything that was committed before.</summary>
    /// <returns>Cancelled as soon as it no longer leads. Whatever acts must end then.</returns>
    ValueTask<CancellationToken> LeadAsync(CancellationToken cancel);

    /// <summary>Lets another lead at once. What acted has ended by then.</summary>
    ValueTask ResignAsync();
}

/// <summary>Another process leads the platform, or none yet. Nothing was committed or done.</summary>
public sealed class NotLeadingException(string message) : StoreUnavailableException(message);
