using Gantry.Resources.Apps;

namespace Gantry.Resources.Replicas;

public enum ReplicaKind { Service, Job }

public enum Wanted
{
    Running,

    /// <summary>Stop it politely, remove the container, then remove this resource.</summary>
    Absent,
}

/// <summary>One wanted instance of a service. Spec written by Rollouts, status by Engine, which also deletes it once it is gone.</summary>
public sealed record ReplicaSpec
{
    public required string App { get; init; }
    public required string Environment { get; init; }
    public required string Service { get; init; }
    public required int Release { get; init; }
    public required string Fingerprint { get; init; }
    public required int Ordinal { get; init; }
    public ReplicaKind Kind { get; init; }
    public Wanted Wanted { get; init; } = Wanted.Running;

    /// <summary>Kept warm until then; null while it is part of what is live.</summary>
    public DateTimeOffset? RetireAt { get; init; }
    public required ContainerSpec Container { get; init; }
    public required ProbeDefinition Probe { get; init; }
    public required TimeSpan ReadyWithin { get; init; }
}

public enum ReplicaPhase
{
    /// <summary>Nothing was done yet.</summary>
    Pending,

    /// <summary>Being created or started.</summary>
    Creating,

    /// <summary>Its process runs; the probe has not passed.</summary>
    Starting,
    Ready,

    /// <summary>Was ready; runs, but its probe fails.</summary>
    Unready,

    /// <summary>The engine is restarting it, or it waits to be started again.</summary>
    Restarting,

    /// <summary>A job that ended, or a service whose restart policy says to leave it.</summary>
    Exited,

    /// <summary>It could not be created or started; see the problem.</summary>
    Failed,
    Stopping,
}

public sealed record ReplicaStatus
{
    public ReplicaPhase Phase { get; init; }

    /// <summary>Set before the container is created, so that a crash in between is found again.</summary>
    public IReadOnlyDictionary<string, string> Addresses { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The address that the edge uses: that on the first of the container's networks.</summary>
    public string? Address { get; init; }
    public string? ContainerId { get; init; }

    /// <summary>When the process that runs now was started.</summary>
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>The start of the process for which the hooks after the start have run; null when none has, or there are none.</summary>
    public DateTimeOffset? PostStartDone { get; init; }

    /// <summary>The start of the process for which the hooks before the stop have run, well or not.</summary>
    public DateTimeOffset? PreStopDone { get; init; }

    /// <summary>How often the process ended and was started again.</summary>
    public int Restarts { get; init; }
    public int? ExitCode { get; init; }

    /// <summary>What keeps it from being ready, with its last log lines as details.</summary>
    public Problem? Problem { get; init; }
}
