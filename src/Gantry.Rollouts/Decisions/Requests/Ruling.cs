using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Policies;
using Gantry.Resources.Rollouts;

namespace Gantry.Rollouts.Decisions;

/// <summary>What the policy of its environment says of a release.</summary>
public sealed record Ruling
{
    /// <summary>Why it may not run; empty where it may.</summary>
    public IReadOnlyList<Problem> Refusals { get; init; } = [];

    /// <summary>What is to be said and keeps nobody.</summary>
    public IReadOnlyList<Problem> Notes { get; init; } = [];

    /// <summary>In short, for plans.</summary>
    public PlanVerdict? Verdict { get; init; }

    /// <summary>How it was decided, to be stored with the release, which gets its number later.</summary>
    public AdmissionSpec? Admission { get; init; }

    /// <summary>What it was decided on, by version: it is decided anew when one of these has changed.</summary>
    public IReadOnlyList<SeenVersion> Seen { get; init; } = [];

    public static Ruling None { get; } = new();

    /// <summary>The refusals, where they refuse nothing.</summary>
    public IEnumerable<Problem> Reservations => Refusals.Select(r => r with { Severity = Severity.Warning, Message = $"Today it would be refused: {r.Message}" });
}
