using System.ComponentModel;

namespace Gantry.Simulation.Planted;

/// <summary>Bugs that are put in on purpose, one at a time, to see that the simulation finds them.</summary>
public enum PlantedBug
{
    None,

    // The edge and the way to it.
    [Description("outgoing replicas are said to be idle while they are not")] DrainSkipped,
    [Description("the edge acknowledges a snapshot before it serves it")] AcknowledgedBeforeSwitched,
    [Description("the edge goes back to an older snapshot that arrives late")] OlderSnapshotTaken,
    [Description("requests are not held while a service is replaced")] HoldDropped,
    [Description("the edge starts without the snapshot it had")] EdgeStartsEmpty,
    [Description("the time of a drain is never up")] DrainNeverLapses,
    [Description("a hold ends long before the time that was given")] HoldTooShort,
    [Description("half of a snapshot is in force when it is acknowledged")] HalfSnapshotApplied,
    [Description("the edge stores the snapshot before the one that it serves")] SnapshotStoredLate,
    [Description("a replica that the edge took for down stays so for ever")] EdgeNeverForgives,
    [Description("reports of another process of the edge count as those of the one before")] EdgeBootIgnored,
    [Description("the acknowledgement of a snapshot counts for what came after it")] AcknowledgedForAll,
    [Description("the edge is given the snapshot before the newest")] SnapshotBehind,
    [Description("routes without a ready replica are left out of snapshots")] EmptyRoutesLeftOut,
    [Description("a snapshot that could not be delivered counts as delivered")] ApplyFailureSwallowed,

    // Rollouts: plans.
    [Description("traffic goes to the new replicas before they are ready")] SwitchedBeforeReady,
    [Description("the new owner of a volume starts before the old one has ended")] TwoVolumeOwners,
    [Description("one-offs are left out of plans")] JobSkipped,
    [Description("one-offs run after what depends on them")] JobsLast,
    [Description("a hold is never lifted")] HoldNeverLifted,
    [Description("plans stop a service without holding its requests")] HoldForgotten,
    [Description("new backends have no weight")] WeightZero,
    [Description("a rolling update takes all old replicas out at its first step")] RollingTakesTooMany,
    [Description("scaling down retires the replicas that serve")] ScaleDownTakesServing,
    [Description("the route of a removed service stays")] RouteNeverRemoved,
    [Description("the way back has no steps")] UndoEmpty,

    // Rollouts: the machine and what it records.
    [Description("after a crash a rollout begins at its first step again, and one-offs are run again")] StartedOver,
    [Description("after a crash a rollout goes on one step too late")] ResumedOneStepLate,
    [Description("the release that serves is never recorded")] LiveNeverRecorded,
    [Description("a rollout that failed is recorded as live")] FailureSwallowed,
    [Description("the stop of a rollout is accepted and forgotten")] AbortIgnored,
    [Description("what is taken back into service keeps its date of retirement")] RetirementNotCancelled,
    [Description("what is kept warm goes at once")] WarmGoesAtOnce,
    [Description("what is kept warm stays for ever")] WarmStaysForever,
    [Description("seconds to get ready within are taken for minutes")] ReadyTimeoutInMinutes,
    [Description("the time since which a step is at work is not stored")] StepTimeLost,
    [Description("how long something takes is judged by the wall clock")] WallClockTrusted,
    [Description("the release before is forgotten")] PreviousForgotten,
    [Description("with an old release goes the one that served before")] PreviousNotKept,
    [Description("replicas are stopped in the moment that their route changes")] StoppedWithShift,
    [Description("with a replica all others of its ordinal are stopped")] StoppedByOrdinal,

    // Requests of people.
    [Description("a rollout gets the number of the one before")] RolloutNumberReused,
    [Description("a second rollout is accepted while one is at work")] TwoRolloutsAtOnce,
    [Description("after a conflict the old decision is committed without its versions")] OldDecisionRepeated,
    [Description("people are told before it is committed")] AcknowledgedBeforeCommit,
    [Description("a redeploy discards the volumes")] VolumesDiscarded,

    // The engine's controllers.
    [Description("the address of a container is never recorded")] AddressNotRecorded,
    [Description("a one-off that failed counts as done")] FailedJobAccepted,
    [Description("what belongs to nothing is left lying about")] OrphansLeft,
    [Description("a replica counts as ready as soon as its process runs")] ProbeSkipped,
    [Description("a container that does not run is not seen")] StoppedContainersUnseen,
    [Description("networks that nobody uses stay")] NetworksLeft,
    [Description("the collection takes containers of another platform")] ForeignCollected,
    [Description("the collection takes what is not ready yet")] CollectionTakesYoung,
    [Description("a container whose creation got no answer is created again under another name")] CreatedUnderAnotherName,
    [Description("an engine that does not answer has no containers")] EngineAwayMeansGone,
    [Description("processes are killed without their time to end")] GraceIgnored,
    [Description("containers are removed without being stopped")] NotStoppedPolitely,
    [Description("containers are made from the newest image of their service")] ImageByTag,
    [Description("replicas that are gone are never forgotten")] ReplicaNeverForgotten,

    // The loop.
    [Description("events get lost and nobody ever looks at everything again")] NoResync,
    [Description("what failed rests for minutes")] BackoffInMinutes,

    // The store and the chain.
    [Description("the store lets everybody through, whatever version they decided on")] ConflictsIgnored,
    [Description("a conflict is answered as a success")] ConflictSwallowed,
    [Description("commits are acknowledged before they are on the disk")] AcknowledgedBeforeDurable,
    [Description("on a full disk commits are acknowledged")] FullDiskAcknowledged,
    [Description("an error of making a commit durable is ignored")] SyncErrorIgnored,
    [Description("what is left of an unfinished write is taken for written")] TornWriteAccepted,
    [Description("of several changes only the first reaches the disk")] HalfTransaction,
    [Description("a change now and then has no event")] AuditEventLost,
    [Description("a change has two events")] AuditEventTwice,
    [Description("events are chained to the one before the last")] ChainedWrong,
    [Description("reads are answered from some seconds ago")] StaleReads,
    [Description("a watch skips an event now and then")] WatchSkips,
    [Description("a watch delivers an event twice now and then")] WatchTwice,
}
