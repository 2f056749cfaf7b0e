namespace Gantry.Resources.Rollouts;

public enum RolloutReason { Up, Rollback, Down }

/// <summary>One execution of a plan. Spec written by the API, status by Rollouts.</summary>
public sealed record RolloutSpec
{
    public required string App { get; init; }
    public required string Environment { get; init; }
    public required int Number { get; init; }
    public required RolloutReason Reason { get; init; }

    /// <summary>What served when it was asked for; null for the first.</summary>
    public int? From { get; init; }

    /// <summary>What shall serve; null for <c>down</c>.</summary>
    public int? To { get; init; }
    public required Plan Plan { get; init; }
    public required string RequestedBy { get; init; }
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>For <c>down</c>: remove the volumes as well.</summary>
    public bool RemoveVolumes { get; init; }
}

public enum RolloutPhase
{
    Running,

    /// <summary>A step failed or the rollout was stopped; what was there before is being put back.</summary>
    Undoing,

    /// <summary>Ended well: what was wanted serves.</summary>
    Live,

    /// <summary>Ended: what was there before serves.</summary>
    Failed,
}

public sealed record RolloutStatus
{
    public RolloutPhase Phase { get; init; } = RolloutPhase.Running;

    /// <summary>Index of the step at work in the plan, or in <see cref="Undo"/> while undoing.</summary>
    public int Step { get; init; }
    public DateTimeOffset StepSince { get; init; }

    /// <summary>When each finished step of the plan ended, for the times shown.</summary>
    public IReadOnlyList<DateTimeOffset> StepEnded { get; init; } = [];

    /// <summary>Why it failed, with the container's last log lines as details.</summary>
    public Problem? Failure { get; init; }

    /// <summary>Made when it failed, by the same planner, from what was there by then.</summary>
    public Plan? Undo { get; init; }

    /// <summary>When all traffic was on the new release.</summary>
    public DateTimeOffset? SwitchedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    public bool Ended => Phase is RolloutPhase.Live or RolloutPhase.Failed;
}
