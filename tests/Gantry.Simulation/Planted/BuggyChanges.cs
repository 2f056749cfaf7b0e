using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Edges;
using Gantry.Resources.Replicas;
using Gantry.Resources.Rollouts;
using Gantry.Resources.Routes;

namespace Gantry.Simulation.Planted;

/// <summary>What a buggy platform would have written instead.</summary>
internal static class BuggyChanges
{
    public static IReadOnlyList<Change> Of(PlantedBug bug, IReadOnlyList<Change> changes, World world, DateTimeOffset now) =>
        [.. changes.SelectMany(c => Instead(bug, c, world, now))];

    private static IEnumerable<Change> Instead(PlantedBug bug, Change change, World world, DateTimeOffset now) => change switch
    {
        PutSpec { Spec: AppSpec spec } put => [App(bug, put, spec)],
        PutSpec { Spec: RolloutSpec } put when bug == PlantedBug.RolloutNumberReused => [put with { ExpectedVersion = null }],
        PutSpec { Spec: ReplicaSpec spec } put => Replica(bug, put, spec, world, now),
        PutSpec { Spec: RouteSpec spec } put when bug == PlantedBug.StoppedWithShift => [put, .. Stopped(world, put.Key, spec)],
        PutStatus { Status: AppStatus status } put => App(bug, put, status),
        PutStatus { Status: RolloutStatus status } put => [put with { Status = Rollout(bug, status) }],
        PutStatus { Status: ReplicaStatus status } put when bug == PlantedBug.AddressNotRecorded =>
            [put with { Status = status with { Address = null, Addresses = new SortedDictionary<string, string>(StringComparer.Ordinal) } }],
        PutStatus { Status: ReplicaStatus } put when bug == PlantedBug.AuditEventTwice => [put, put],
        PutStatus { Status: EdgeStatus { Serves: > 0 } status } put when bug == PlantedBug.AcknowledgedForAll =>
            [put with { Status = status with { Serves = world.List(Kinds.Route).Select(r => r.Version).Append(world.LastRemoval(Kinds.Route)).Max() } }],
        Delete { Key.Kind: Kinds.Replica } when bug == PlantedBug.ReplicaNeverForgotten => [],
        Delete { Key.Kind: Kinds.Release } when bug == PlantedBug.PreviousNotKept => [change, .. Previous(world, change.Key)],
        _ => [change],
    };

    private static IEnumerable<Change> Previous(World world, Key release) =>
        world.Get<AppSpec, AppStatus>(ResourceNames.App(release.Scope, release.Name.Split('.')[0]))?.Status?.Previous is { } number
            ? [new Delete(ResourceNames.Release(release.Scope, release.Name.Split('.')[0], number), "gone as well")] : [];

    private static PutSpec App(PlantedBug bug, PutSpec put, AppSpec spec) => bug switch
    {
        PlantedBug.AbortIgnored => put with { Spec = spec with { AbortRollout = 0 } },
        PlantedBug.RolloutNumberReused => put with { Spec = spec with { NextRollout = Math.Max(1, spec.LastRollout) } },
        PlantedBug.VolumesDiscarded => put with { Spec = spec with { DiscardVolumes = true } },
        _ => put,
    };

    private static IEnumerable<Change> App(PlantedBug bug, PutStatus put, AppStatus status) => bug switch
    {
        PlantedBug.LiveNeverRecorded when status.Live is not null => [],
        PlantedBug.PreviousForgotten => [put with { Status = status with { Previous = null } }],
        _ => [put],
    };

    private static RolloutStatus Rollout(PlantedBug bug, RolloutStatus status) => bug switch
    {
        PlantedBug.FailureSwallowed when status.Phase == RolloutPhase.Failed => status with { Phase = RolloutPhase.Live },
        PlantedBug.StepTimeLost => status with { StepSince = default },
        PlantedBug.UndoEmpty when status.Undo is { } undo => status with { Undo = undo with { Steps = [] } },
        _ => status,
    };

    private static IEnumerable<Change> Replica(PlantedBug bug, PutSpec put, ReplicaSpec spec, World world, DateTimeOffset now)
    {
        var known = world.Get(put.Key)?.SpecAs<ReplicaSpec>();
        return bug switch
        {
            PlantedBug.WarmGoesAtOnce when spec.RetireAt is not null => [put with { Spec = spec with { RetireAt = now } }],
            PlantedBug.WarmStaysForever when spec.RetireAt is not null => [put with { Spec = spec with { RetireAt = now.AddYears(1) } }],
            PlantedBug.RetirementNotCancelled when spec.RetireAt is null => [put with { Spec = spec with { RetireAt = known?.RetireAt } }],
            PlantedBug.ReadyTimeoutInMinutes when known is null => [put with { Spec = spec with { ReadyWithin = spec.ReadyWithin * 60 } }],
            PlantedBug.StoppedByOrdinal when spec.Wanted == Wanted.Absent => [put, .. Absent(world, r => r.App == spec.App && r.Service == spec.Service && r.Ordinal == spec.Ordinal)],
            _ => [put],
        };
    }

    private static IEnumerable<Change> Stopped(World world, Key route, RouteSpec now)
    {
        if (world.Get(route)?.Spec is not RouteSpec before) return [];
        var left = before.Backends.SelectMany(b => b.Replicas).Except(now.Backends.SelectMany(b => b.Replicas), StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        return world.List<ReplicaSpec, ReplicaStatus>(Kinds.Replica).Where(r => left.Contains(r.Key.Name))
            .Select(r => new PutSpec(r.Key, r.Spec with { Wanted = Wanted.Absent }, "no longer in its route"));
    }

    private static IEnumerable<Change> Absent(World world, Func<ReplicaSpec, bool> which) =>
        world.List<ReplicaSpec, ReplicaStatus>(Kinds.Replica).Where(r => r.Spec.Wanted == Wanted.Running && which(r.Spec))
            .Select(r => new PutSpec(r.Key, r.Spec with { Wanted = Wanted.Absent }, "stopped as well"));
}
