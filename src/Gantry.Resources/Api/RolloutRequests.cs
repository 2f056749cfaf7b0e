using System.Text.Json;
using Gantry.Resources.Releases;
using Gantry.Resources.Rollouts;

namespace Gantry.Resources.Api;

/// <summary><c>POST /v1/rollouts</c>: start a rollout, or only say what it would do.</summary>
public sealed record RolloutRequest
{
    public required string Environment { get; init; }
    public required string App { get; init; }
    public required RolloutReason Reason { get; init; }

    /// <summary>For up: the release of a <see cref="PlanAnswer"/>, a <see cref="ReleaseSpec"/>, as it came.</summary>
    public JsonElement? Release { get; init; }

    /// <summary>For rollback: the release to go back to; null for the previous one.</summary>
    public int? To { get; init; }

    /// <summary>For down.</summary>
    public bool RemoveVolumes { get; init; }

    /// <summary>Refuse with <c>plan.changed</c> (409) unless the plan is still this one.</summary>
    public string? PlanHash { get; init; }

    /// <summary>Only answer; store nothing.</summary>
    public bool DryRun { get; init; }
    public required string RequestedBy { get; init; }
}

public sealed record RolloutAnswer
{
    /// <summary>Null when nothing was to be done, or for a dry run. Follow it with <c>GET /v1/watch</c>.</summary>
    public int? Rollout { get; init; }

    /// <summary>The release that will serve; null for down.</summary>
    public int? Release { get; init; }
    public int? Live { get; init; }
    public required Plan Plan { get; init; }
    public required string PlanHash { get; init; }

    /// <summary>Watch from here to miss nothing of the rollout.</summary>
    public long Revision { get; init; }
    public IReadOnlyList<string> Urls { get; init; } = [];

    /// <summary>True when a running rollout is being taken back instead of a new one being started.</summary>
    public bool Aborts { get; init; }
}

/// <summary><c>POST /v1/runs</c>: a one-off container of a live service with another command.</summary>
public sealed record RunRequest
{
    public required string Environment { get; init; }
    public required string App { get; init; }
    public required string Service { get; init; }

    /// <summary>Empty: the service's own.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];
    public required string RequestedBy { get; init; }
}

/// <summary>
/// The replica that runs it; it goes Exited with its exit code. <c>DELETE /v1/runs?environment=&amp;replica=&amp;requestedBy=</c>
/// stops it before that.
/// </summary>
public sealed record RunAnswer(string Replica, long Revision);
