namespace Gantry.Simulation.Platform;

/// <summary>Everything that can go wrong on purpose.</summary>
public enum FaultKind
{
    // The control plane and its store.
    ControlPlaneKilled,
    CrashBeforeCommit,
    CrashAfterCommit,

    /// <summary>It dies while it writes: a part is on the disk and was not acknowledged.</summary>
    TornWrite,

    /// <summary>As SIGSTOP: nothing of it goes on for a while, then everything at once.</summary>
    ControlPlanePaused,
    DiskFull,
    DiskReadOnly,
    DiskSlow,

    /// <summary>A commit waits for somebody else, and is given up or goes on.</summary>
    DatabaseBusy,

    /// <summary>What was to be made durable could not be: the commit fails.</summary>
    SyncFailed,

    /// <summary>Records as an older version has written them: what was absent, off or unknown is not in them.</summary>
    OldRecords,
    ClockSet,

    /// <summary>By an hour, and back.</summary>
    ClockJumped,

    // The engine.
    EngineCallFailed,
    EngineAnswerLost,
    EngineCallSlow,
    EventLost,
    EventTwice,
    EventLate,
    EngineRestarted,

    /// <summary>A call is answered with an end of patience alone.</summary>
    EngineHangs,

    /// <summary>Every call fails for a while.</summary>
    EngineErrors,

    /// <summary>A container that has ended is said to run.</summary>
    EngineLies,

    /// <summary>A list as it was some time ago.</summary>
    EngineListStale,

    /// <summary>A list without one that is there.</summary>
    EngineForgets,
    EngineFull,
    ImageVanished,

    /// <summary>While the engine was away.</summary>
    NetworkVanished,

    /// <summary>An address that is free by all that the platform knows is somebody else's.</summary>
    AddressTaken,

    // Containers.
    ContainerCrashed,
    ContainerVanished,
    ContainerStoppedByHand,
    ContainerRemovedByHand,
    ContainerPausedByHand,
    SlowToStart,
    SlowToStop,
    ProbeFlaps,

    // The edge.
    EdgeKilled,
    EdgePaused,
    EdgeDiskLost,

    /// <summary>Requests do not arrive; what it says does.</summary>
    EdgeDeaf,

    /// <summary>Requests arrive; answers and reports do not.</summary>
    EdgeMute,
    SnapshotSlow,
    AcknowledgementLost,
    OldSnapshotAgain,

    // People.
    CommandTwice,
}
