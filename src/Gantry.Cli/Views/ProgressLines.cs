using Gantry.Cli.Progress;
using Gantry.Cli.Text;
using Gantry.Resources.Replicas;
using Gantry.Resources.Rollouts;

namespace Gantry.Cli.Views;

/// <summary>A rollout for a file or a pipe: a line for each thing that has changed.</summary>
public static class ProgressLines
{
    public static IEnumerable<Line> First(RolloutProgress progress)
    {
        yield return ProgressTree.Title(progress);
        if (progress.Plan.Steps.Count > 0) yield return Step(progress.Plan.Steps, 0, "");
    }

    public static IEnumerable<Line> Between(RolloutProgress before, RolloutProgress after)
    {
        foreach (var line in Replicas(before, after)) yield return line;
        for (var i = before.Status.StepEnded.Count; i < after.Status.StepEnded.Count; i++)
            yield return Step(after.Plan.Steps, i, $": done, {Durations.Say(after.Took(i, after.StartedAt))}");

        // A step that began and ended at once has said enough by its end.
        if (after.Status.Phase == RolloutPhase.Running && after.Step > before.Step && after.Step < after.Plan.Steps.Count)
            yield return Step(after.Plan.Steps, after.Step, "");

        if (after.Status.Failure is { } failure && before.Status.Failure is null)
        {
            if (after.Step < after.Plan.Steps.Count) yield return Step(after.Plan.Steps, after.Step, ": failed");
            yield return $"{failure.Place}: {failure.Message}";
            if (after.UndoSteps.Count > 0)
                yield return after.Before is { } old ? $"going back to release {old}" : "taking away what was begun";
        }

        foreach (var line in Undo(before, after)) yield return line;
    }

    private static IEnumerable<Line> Undo(RolloutProgress before, RolloutProgress after)
    {
        var done = Done(after);
        for (var i = Done(before); i < done; i++) yield return Step(after.UndoSteps, i, ": done");

        static int Done(RolloutProgress progress) => progress.Status.Phase switch
        {
            RolloutPhase.Undoing or RolloutPhase.Failed => Math.Min(progress.Status.Step, progress.UndoSteps.Count),
            _ => 0,
        };
    }

    private static IEnumerable<Line> Replicas(RolloutProgress before, RolloutProgress after)
    {
        foreach (var (name, replica) in after.Replicas)
        {
            var known = before.Replicas.GetValueOrDefault(name);
            // What a replica lacks while it starts is its own affair until it takes too long.
            var problem = replica.Phase is ReplicaPhase.Creating or ReplicaPhase.Starting or ReplicaPhase.Stopping ? null : replica.Problem;
            if (replica.Phase is ReplicaPhase.Pending) continue;
            if (known?.Phase == replica.Phase && (problem is null || known.Problem?.Message == problem.Message)) continue;
            yield return $"    {name} {Words.Of(replica.Phase)}{(problem is null ? "" : ": " + problem.Message)}";
        }
    }

    private static Line Step(IReadOnlyList<Step> steps, int index, string state) => $"  {index + 1}/{steps.Count} {steps[index].Says}{state}";
}
