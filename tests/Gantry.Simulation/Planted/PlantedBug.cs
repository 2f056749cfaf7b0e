namespace Gantry.Simulation.Planted;

/// <summary>Bugs that are put in on purpose, one at a time, to see that the simulation finds them.</summary>
public enum PlantedBug
{
    None,

    /// <summary>Outgoing replicas are said to be idle while they are not.</summary>
    DrainSkipped,

    /// <summary>The edge acknowledges a snapshot before it serves it.</summary>
    AcknowledgedBeforeSwitched,

    /// <summary>The address of a container is never recorded.</summary>
    AddressNotRecorded,

    /// <summary>The store lets everybody through, whatever version they decided on.</summary>
    ConflictsIgnored,

    /// <summary>Traffic goes to the new replicas before they are ready.</summary>
    SwitchedBeforeReady,

    /// <summary>What is kept warm goes at once.</summary>
    WarmGoesAtOnce,

    /// <summary>What is kept warm stays for ever.</summary>
    WarmStaysForever,

    /// <summary>The new owner of a volume starts before the old one has ended.</summary>
    TwoVolumeOwners,

    /// <summary>Requests are not held while a service is replaced.</summary>
    HoldDropped,

    /// <summary>A one-off that failed counts as done.</summary>
    FailedJobAccepted,

    /// <summary>Events get lost and nobody ever looks at everything again.</summary>
    NoResync,

    /// <summary>Commits are acknowledged before they are on the disk.</summary>
    AcknowledgedBeforeDurable,

    /// <summary>The edge goes back to an older snapshot that arrives late.</summary>
    OlderSnapshotTaken,

    /// <summary>What belongs to nothing is left lying about.</summary>
    OrphansLeft,

    /// <summary>A replica counts as ready as soon as its process runs.</summary>
    ProbeSkipped,

    /// <summary>The edge starts without the snapshot it had.</summary>
    EdgeStartsEmpty,

    /// <summary>After a crash a rollout begins at its first step again, and one-offs are run again.</summary>
    StartedOver,
}
