using Gantry.Resources;
using Gantry.Resources.Replicas;
using Gantry.Resources.Rollouts;

namespace Gantry.Cli.Sheets;

/// <summary>An app in an environment as <c>ps</c> shows it.</summary>
public sealed record AppSheet
{
    public required string App { get; init; }
    public required string Environment { get; init; }

    /// <summary>The release that serves; null when none does.</summary>
    public int? Release { get; init; }
    public DateTimeOffset? Since { get; init; }

    /// <summary>The rollout at work; null when none is.</summary>
    public RolloutNote? Rollout { get; init; }
    public required IReadOnlyList<ServiceRow> Services { get; init; }
    public IReadOnlyList<Problem> Problems { get; init; } = [];
}

/// <param name="Step">Counts from 1.</param>
public sealed record RolloutNote(int Number, RolloutReason Reason, RolloutPhase Phase, int Step, int Steps, string Says, DateTimeOffset Since);

/// <summary>What the replicas of a row are there for.</summary>
public enum Part
{
    /// <summary>Traffic goes to them.</summary>
    Live,

    /// <summary>Of a rollout at work; no traffic yet.</summary>
    Incoming,

    /// <summary>A one-off container.</summary>
    Job,

    /// <summary>Kept for a rollback.</summary>
    Warm,

    /// <summary>Being drained and stopped.</summary>
    Outgoing,
}

/// <summary>The replicas of one service, release and part.</summary>
public sealed record ServiceRow
{
    public required string Service { get; init; }
    public required int? Release { get; init; }
    public required Part Part { get; init; }
    public required int Ready { get; init; }
    public required int Replicas { get; init; }

    /// <summary>One word or two: <c>ready</c>, <c>degraded</c>, <c>not ready</c>, <c>held</c>.</summary>
    public required string State { get; init; }

    /// <summary>When it came to be so; for warm replicas, when they go.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Where it answers from outside.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [];

    /// <summary>Where other services reach it; null when it has no port.</summary>
    public string? Address { get; init; }
}
