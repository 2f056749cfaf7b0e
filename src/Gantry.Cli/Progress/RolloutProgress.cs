using System.Collections.Immutable;
using System.Text.Json;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Replicas;
using Gantry.Resources.Rollouts;

namespace Gantry.Cli.Progress;

/// <summary>What is known of a replica while its rollout is watched.</summary>
public sealed record ReplicaProgress(ReplicaPhase Phase, DateTimeOffset Since, int Restarts, Problem? Problem);

/// <summary>A rollout as far as it has been watched. Immutable: two of them tell what has changed.</summary>
public sealed record RolloutProgress
{
    public required string App { get; init; }
    public required string Environment { get; init; }
    public required int Rollout { get; init; }
    public required Plan Plan { get; init; }

    /// <summary>The release that will serve; null for <c>down</c>.</summary>
    public int? Release { get; init; }

    /// <summary>The release that served when it began.</summary>
    public int? Before { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public RolloutStatus Status { get; init; } = new();
    public ImmutableSortedDictionary<string, ReplicaProgress> Replicas { get; init; } =
        ImmutableSortedDictionary.Create<string, ReplicaProgress>(StringComparer.Ordinal);

    /// <summary>The last event seen: where to go on watching from.</summary>
    public long Sequence { get; init; }

    /// <summary>When the step failed.</summary>
    public DateTimeOffset? FailedAt { get; init; }

    public bool Undoing => Status.Phase == RolloutPhase.Undoing;

    /// <summary>Index of the plan's step at work, or of the one that failed; the number of steps once all are done.</summary>
    public int Step => Status.Phase switch
    {
        RolloutPhase.Live => Plan.Steps.Count,
        RolloutPhase.Running => Math.Min(Status.Step, Plan.Steps.Count),
        _ => Math.Min(Status.StepEnded.Count, Plan.Steps.Count),
    };

    public IReadOnlyList<Step> UndoSteps => Status.Undo?.Steps ?? [];

    /// <summary>How long a step of the plan took, or has taken so far.</summary>
    public TimeSpan Took(int step, DateTimeOffset now)
    {
        var began = step == 0 ? StartedAt : step <= Status.StepEnded.Count ? Status.StepEnded[step - 1] : now;
        var ended = step < Status.StepEnded.Count ? Status.StepEnded[step] : FailedAt ?? Status.EndedAt ?? now;
        return ended > began ? ended - began : TimeSpan.Zero;
    }

    public RolloutProgress With(WatchLine line)
    {
        var seen = this with { Sequence = Math.Max(Sequence, line.Sequence) };
        if (line.Scope != Environment) return seen;
        if (line.Kind == Kinds.Rollout && line.Name == ResourceNames.Rollout(Environment, App, Rollout).Name)
            return line.Resource?.Status is { } json ? seen.With(json.Deserialize(GantryJson.Default.RolloutStatus)!, line.At) : seen;
        if (line.Kind != Kinds.Replica || !line.Name.StartsWith(App + ".", StringComparison.Ordinal)) return seen;
        if (line.Resource is null) return seen with { Replicas = Replicas.Remove(line.Name) };
        if (line.Resource.Status is not { } state) return seen;
        var replica = state.Deserialize(GantryJson.Default.ReplicaStatus)!;
        var since = Replicas.TryGetValue(line.Name, out var known) && known.Phase == replica.Phase ? known.Since : line.At;
        return seen with { Replicas = Replicas.SetItem(line.Name, new ReplicaProgress(replica.Phase, since, replica.Restarts, replica.Problem)) };
    }

    private RolloutProgress With(RolloutStatus status, DateTimeOffset at) =>
        this with { Status = status, FailedAt = FailedAt ?? (status.Failure is null ? null : at) };

    /// <summary>The replicas that a step waits for.</summary>
    public static IEnumerable<string> Concerned(Step step) => step switch
    {
        StartStep start => start.Replicas.Select(r => r.Name),
        JobStep job => [job.Replica.Name],
        StopStep stop => stop.Replicas,
        _ => [],
    };
}
