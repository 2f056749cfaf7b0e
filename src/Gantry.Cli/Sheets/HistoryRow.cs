using Gantry.Resources.Rollouts;

namespace Gantry.Cli.Sheets;

/// <summary>A rollout as <c>history</c> shows it.</summary>
public sealed record HistoryRow
{
    public required int Rollout { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string By { get; init; }
    public required RolloutReason Reason { get; init; }

    /// <summary>The release it was to bring; null for <c>down</c>.</summary>
    public int? Release { get; init; }
    public int? Before { get; init; }
    public required RolloutPhase Result { get; init; }

    /// <summary>Seconds until it ended; null while it is at work.</summary>
    public double? Seconds { get; init; }

    /// <summary>Services that it gave another image.</summary>
    public IReadOnlyList<string> Images { get; init; } = [];
    public required IReadOnlyList<ServiceChange> Changes { get; init; }
    public string? Failure { get; init; }

    public static HistoryRow Make(RolloutSpec spec, RolloutStatus? status) => new()
    {
        Rollout = spec.Number,
        At = spec.RequestedAt,
        By = spec.RequestedBy,
        Reason = spec.Reason,
        Release = spec.To,
        Before = spec.From,
        Result = status?.Phase ?? RolloutPhase.Running,
        Seconds = status?.EndedAt is { } ended ? Math.Round((ended - spec.RequestedAt).TotalSeconds, 3) : null,
        Images = [.. spec.Plan.Changes.Where(c => c.Kind == ChangeKind.Create || c.Differences.Contains("image")).Select(c => c.Service)],
        Changes = spec.Plan.Changes,
        Failure = status?.Failure?.Message,
    };
}
