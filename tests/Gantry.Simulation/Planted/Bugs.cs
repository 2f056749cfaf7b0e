using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Replicas;
using Gantry.Resources.Rollouts;
using Gantry.Simulation.Edges;

namespace Gantry.Simulation.Planted;

/// <summary>Where each bug is put in.</summary>
internal static class Bugs
{
    public static EdgeBugs OfEdge(PlantedBug bug) => new()
    {
        AcknowledgesBeforeSwitch = bug == PlantedBug.AcknowledgedBeforeSwitched,
        TakesOlder = bug == PlantedBug.OlderSnapshotTaken,
        NeverHolds = bug == PlantedBug.HoldDropped,
        DeniesLingering = bug == PlantedBug.DrainSkipped,
        ForgetsSnapshot = bug == PlantedBug.EdgeStartsEmpty,
    };

    public static bool OfStore(PlantedBug bug) => bug is PlantedBug.ConflictsIgnored or PlantedBug.AddressNotRecorded
        or PlantedBug.WarmGoesAtOnce or PlantedBug.WarmStaysForever;

    /// <summary>The plan of a rollout as it is stored.</summary>
    public static Plan OfPlan(PlantedBug bug, Plan plan) => bug switch
    {
        PlantedBug.SwitchedBeforeReady => plan with { Steps = [.. plan.Steps.OrderBy(s => s is StartStep ? 1 : 0)] },
        PlantedBug.TwoVolumeOwners => plan with { Steps = StopLast(plan.Steps) },
        _ => plan,
    };

    /// <summary>Running rollouts forget how far they were, and what their one-offs have done.</summary>
    public static async Task StartOverAsync(IResourceStore store)
    {
        foreach (var rollout in store.Current.List<RolloutSpec, RolloutStatus>(Kinds.Rollout).Where(r => r.Status is { Phase: RolloutPhase.Running }).ToList())
        {
            List<Change> changes = [new PutStatus(rollout.Key, rollout.Status! with { Step = 0, StepEnded = [] }, "started over")];
            changes.AddRange(store.Current.List<ReplicaSpec, ReplicaStatus>(Kinds.Replica)
                .Where(r => r.Spec.Kind == ReplicaKind.Job && r.Status is { ExitCode: not null })
                .Select(r => new Delete(r.Key, "started over")));
            await store.CommitAsync(new Transaction("bug", changes), CancellationToken.None);
        }
    }

    private static List<Step> StopLast(IReadOnlyList<Step> steps)
    {
        var list = steps.ToList();
        for (var n = 0; n + 1 < list.Count; n++)
        {
            if (list[n] is StopStep && list[n + 1] is StartStep) (list[n], list[n + 1]) = (list[n + 1], list[n]);
        }
        return list;
    }
}
