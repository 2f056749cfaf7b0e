using Gantry.Resources;
using Gantry.Resources.Certificates;

namespace Gantry.Certificates;

/// <summary>An authority that is asked for certificates. Each call may be repeated.</summary>
/// <remarks>Every call throws <see cref="AuthorityException"/> when nothing came of it.</remarks>
public interface IAuthority
{
    /// <returns>Where the order is.</returns>
    ValueTask<string> OrderAsync(string host, CancellationToken cancel);

    /// <param name="order">Where it is.</param>
    ValueTask<OrderView> LookAsync(string host, string order, CancellationToken cancel);

    /// <summary>The challenge can be looked at.</summary>
    ValueTask TellAsync(string host, string challenge, CancellationToken cancel);

    /// <param name="finalize">As the order says.</param>
    /// <param name="request">The certificate that is wanted: PKCS#10, DER.</param>
    ValueTask FinishAsync(string host, string finalize, byte[] request, CancellationToken cancel);

    /// <returns>The chain as PEM.</returns>
    ValueTask<string> FetchAsync(string host, string certificate, CancellationToken cancel);
}

public enum OrderState { Pending, Ready, Processing, Valid, Invalid }

/// <summary>An order as the authority has it.</summary>
public sealed record OrderView
{
    public required OrderState State { get; init; }
    public string Finalize { get; init; } = "";
    public string Certificate { get; init; } = "";

    /// <summary>What it may be shown; of what is still to be shown.</summary>
    public IReadOnlyList<ChallengeView> Challenges { get; init; } = [];

    /// <summary>Why it is invalid.</summary>
    public Problem? Problem { get; init; }

    /// <summary>When to ask again at the earliest; null: it said nothing.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <param name="Answer">What is shown.</param>
/// <param name="Waits">The authority does not know yet that it can look.</param>
public sealed record ChallengeView(ChallengeKind Kind, string Url, string Token, string Answer, bool Waits);

/// <summary>Nothing came of a call.</summary>
/// <param name="type">The URN of the authority's own error; null: it named none.</param>
public sealed class AuthorityException(Problem problem, AuthorityFailure failure, TimeSpan? retryAfter = null, string? type = null) : Exception(problem.Message)
{
    public Problem Problem => problem;
    public AuthorityFailure Failure => failure;
    public string? Type => type;

    /// <summary>What the authority asks for; null: nothing.</summary>
    public TimeSpan? RetryAfter => retryAfter;
}

public enum AuthorityFailure
{
    /// <summary>It was not reached, or is out of order, or asks for patience: the order is as it was.</summary>
    Away,

    /// <summary>It was understood and refused.</summary>
    Refused,

    /// <summary>It knows nothing of what it was asked for.</summary>
    Gone,
}
