using Gantry.Control;
using Gantry.Control.Decisions;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Replicas;
using Gantry.Resources.Rollouts;
using Gantry.Simulation.Edges;
using Gantry.Simulation.Store;

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
        NeverLapses = bug == PlantedBug.DrainNeverLapses,
        HoldsShortly = bug == PlantedBug.HoldTooShort,
        AppliesHalf = bug == PlantedBug.HalfSnapshotApplied,
        StoresLate = bug == PlantedBug.SnapshotStoredLate,
        NeverForgives = bug == PlantedBug.EdgeNeverForgives,
    };

    public static void OfDisk(PlantedBug bug, MemoryDisk disk)
    {
        var written = 0;
        disk.AcceptsTorn = bug == PlantedBug.TornWriteAccepted;
        disk.ChainsWrong = bug == PlantedBug.ChainedWrong;
        disk.Instead = bug switch
        {
            PlantedBug.AuditEventLost => o => ++written % 40 == 0 && o.Events.Count > 0 ? o with { Events = [.. o.Events.SkipLast(1)] } : o,
            PlantedBug.HalfTransaction => o => o.Puts.Count > 1 ? o with { Puts = [o.Puts[0]] } : o,
            _ => null,
        };
    }

    /// <summary>Running rollouts forget how far they were, and what their one-offs have done.</summary>
    public static async Task StartOverAsync(IResourceStore store)
    {
        foreach (var rollout in Running(store.Current))
        {
            List<Change> changes = [new PutStatus(rollout.Key, rollout.Status! with { Step = 0, StepEnded = [] }, "started over")];
            changes.AddRange(store.Current.List<ReplicaSpec, ReplicaStatus>(Kinds.Replica)
                .Where(r => r.Spec.Kind == ReplicaKind.Job && r.Status is { ExitCode: not null })
                .Select(r => new Delete(r.Key, "started over")));
            await store.CommitAsync(new Transaction("bug", changes), CancellationToken.None);
        }
    }

    public static async Task ResumeLateAsync(IResourceStore store)
    {
        foreach (var rollout in Running(store.Current).Where(r => r.Status!.Step + 1 < r.Spec.Plan.Steps.Count))
            await store.CommitAsync(new Transaction("bug", new PutStatus(rollout.Key, rollout.Status! with { Step = rollout.Status.Step + 1 }, "resumed")), CancellationToken.None);
    }

    /// <summary>As if the newest rollout of an app had ended.</summary>
    public static World Idle(World world, string app)
    {
        if (world.Get(ResourceNames.App("production", app))?.Spec is not AppSpec owner) return world;
        var rollout = world.Get(ResourceNames.Rollout("production", app, owner.LastRollout));
        return rollout is null ? world
            : world.With(world.Revision, [rollout with { Status = ((RolloutStatus?)rollout.Status ?? new RolloutStatus()) with { Phase = RolloutPhase.Live } }], []);
    }

    /// <summary>As if what is not ready were not there.</summary>
    public static World ReadyAlone(World world) => world.With(world.Revision, [],
        world.List<ReplicaSpec, ReplicaStatus>(Kinds.Replica).Where(r => r.Status?.Phase != ReplicaPhase.Ready).Select(r => r.Key).ToList());

    private static List<Resource<RolloutSpec, RolloutStatus>> Running(World world) =>
        [.. world.List<RolloutSpec, RolloutStatus>(Kinds.Rollout).Where(r => r.Status is { Phase: RolloutPhase.Running })];
}
