using Gantry.Resources.Policies;

namespace Gantry.Resources.Api;

/// <summary><c>GET /v1/policies/{environment}</c>: what is in force there.</summary>
public sealed record PolicyView
{
    public required string Environment { get; init; }
    public required string Revision { get; init; }
    public required Policy Policy { get; init; }

    /// <summary>Null for the default policy, which nobody has set.</summary>
    public string? SetBy { get; init; }
    public DateTimeOffset? SetAt { get; init; }
}

/// <summary><c>POST /v1/policies/{environment}</c>: it is in force from then on.</summary>
public sealed record PolicyRequest
{
    public required Policy Policy { get; init; }
    public required string RequestedBy { get; init; }
}

/// <param name="Before">The revision that was in force until now.</param>
/// <param name="Refused">What runs and would be refused by it.</param>
public sealed record PolicyAnswer(string Revision, string Before, IReadOnlyList<ReleaseVerdict> Refused);

/// <summary><c>POST /v1/policies/{environment}/verdicts</c>: what a policy would say of releases. Changes nothing.</summary>
public sealed record VerdictRequest
{
    public required Policy Policy { get; init; }

    /// <summary>Null: what is live of every app.</summary>
    public string? App { get; init; }

    /// <summary>Null: what is live of the app.</summary>
    public int? Release { get; init; }
}

/// <summary>What a policy says of a release.</summary>
/// <param name="Release">Null for one that was not made.</param>
public sealed record ReleaseVerdict(string App, string Environment, int? Release, string Policy, string Revision, Verdict Verdict);

/// <summary><c>GET /v1/admissions/{environment}/{release}</c>: how it was decided, and what the same inputs come to now.</summary>
public sealed record AdmissionAnswer
{
    public required AdmissionSpec Admission { get; init; }

    /// <summary>The build that decided again.</summary>
    public required string ReplayedBy { get; init; }

    /// <summary>In sentences: inputs that are gone or were changed, and what the verdict differs in. Empty: it is the same.</summary>
    public required IReadOnlyList<string> Differences { get; init; }
}
