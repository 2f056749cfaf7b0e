using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Replicas;

namespace Gantry.Engine.Decisions;

public enum ReplicaAction
{
    /// <summary>All is as it should be.</summary>
    None,

    /// <summary>Choose addresses, record them, then create and start.</summary>
    Create,
    Start,

    /// <summary>See whether it is ready.</summary>
    Probe,

    /// <summary>Remove what is there, then create anew.</summary>
    Replace,

    /// <summary>Stop it politely and remove it.</summary>
    Remove,

    /// <summary>Nothing of it is left: delete the resource.</summary>
    Forget,
}

/// <summary>What is to be done about a replica.</summary>
/// <param name="Status">What is true of it now; recorded when it differs from what is stored, before the action.</param>
/// <param name="Because">Why the status changes.</param>
public sealed record ReplicaVerdict(ReplicaAction Action, ReplicaStatus? Status, string Because)
{
    /// <summary>Something was found other than it was left, and is put right: said in the chain.</summary>
    public string? Repairs { get; init; }

    /// <summary>True: the status wants the container's last log lines in its problem.</summary>
    public bool WantsLog { get; init; }

    /// <summary>When to look again although nothing happened.</summary>
    public TimeSpan? Again { get; init; }
}

/// <summary>From what is wanted of a replica, what was recorded and what the engine says of its container.</summary>
public static class ReplicaDecision
{
    /// <summary>The engine reports an end a moment before it says that it will start the container again.</summary>
    public static readonly TimeSpan RestartGrace = TimeSpan.FromSeconds(1);

    public static ReplicaVerdict Decide(ReplicaSpec spec, ReplicaStatus? known, Container? container, DateTimeOffset now)
    {
        if (spec.Wanted == Wanted.Absent) return Away(known, container);
        if (container is null) return Missing(spec, known);
        var status = (known ?? new ReplicaStatus()) with { ContainerId = container.Id };
        return container.State switch
        {
            ContainerState.Created => new(ReplicaAction.Start, status with { Phase = ReplicaPhase.Creating }, "created"),
            ContainerState.Running => Running(spec, known, status, container),
            ContainerState.Paused => new(ReplicaAction.None, status with { Phase = ReplicaPhase.Unready, Problem = Paused(container) }, "paused"),
            ContainerState.Restarting => Ended(status with { Phase = ReplicaPhase.Restarting }, container, "the engine is restarting it"),
            ContainerState.Exited => Exited(spec, status, container, now),
            _ => new(ReplicaAction.Replace, status with { Phase = ReplicaPhase.Creating }, "broken")
            {
                Repairs = "its container was broken; it is made again",
            },
        };
    }

    private static ReplicaVerdict Away(ReplicaStatus? known, Container? container) => container is null
        ? new(ReplicaAction.Forget, null, "gone")
        : new(ReplicaAction.Remove, (known ?? new ReplicaStatus()) with { Phase = ReplicaPhase.Stopping, ContainerId = container.Id }, "stopping");

    private static ReplicaVerdict Missing(ReplicaSpec spec, ReplicaStatus? known)
    {
        var status = known ?? new ReplicaStatus();
        if (spec.Kind == ReplicaKind.Job && known?.Phase == ReplicaPhase.Exited) return new(ReplicaAction.None, known, "");
        if (spec.Kind == ReplicaKind.Job && known?.StartedAt is not null)
        {
            return new(ReplicaAction.None, status with
            {
                Phase = ReplicaPhase.Exited,
                ExitCode = -1,
                Problem = new Problem(spec.Service, "job.lost", $"The container of {spec.Service} was removed before it had ended, so nobody knows how far it came.",
                    "Check what it had done, then run the command again."),
            }, "its container is gone");
        }
        return new(ReplicaAction.Create, status with { Phase = ReplicaPhase.Creating, ContainerId = null, StartedAt = null, ReadyAt = null }, "creating")
        {
            Repairs = known?.ContainerId is null ? null : "its container was gone; it is made again",
        };
    }

    private static ReplicaVerdict Running(ReplicaSpec spec, ReplicaStatus? known, ReplicaStatus status, Container container)
    {
        var restarted = known?.StartedAt is { } before && before != container.StartedAt;
        if (restarted || known?.StartedAt is null)
        {
            // Another process: whatever was known of the one before does not count.
            status = status with
            {
                Phase = ReplicaPhase.Starting,
                StartedAt = container.StartedAt,
                Restarts = status.Restarts + (restarted ? 1 : 0),
            };
        }
        if (spec.Kind == ReplicaKind.Job) return new(ReplicaAction.None, status with { Phase = ReplicaPhase.Starting }, "running");
        if (container.Health == ContainerHealth.Unhealthy)
        {
            return new(ReplicaAction.None, status with
            {
                Phase = status.Phase is ReplicaPhase.Ready or ReplicaPhase.Unready ? ReplicaPhase.Unready : ReplicaPhase.Starting,
                Problem = new Problem(spec.Service, "replica.unhealthy", "Its health check fails.", "Read its log: `gantry logs " + spec.Service + "`."),
            }, "its health check fails") { WantsLog = known?.Problem is null };
        }
        return status.Phase == ReplicaPhase.Ready
            ? new(ReplicaAction.None, status, "")
            : new(ReplicaAction.Probe, status with { Phase = status.Phase == ReplicaPhase.Unready ? ReplicaPhase.Unready : ReplicaPhase.Starting }, restarted ? "started again" : "started");
    }

    private static ReplicaVerdict Exited(ReplicaSpec spec, ReplicaStatus status, Container container, DateTimeOffset now)
    {
        if (spec.Kind == ReplicaKind.Job)
            return Ended(status with { Phase = ReplicaPhase.Exited, StartedAt = container.StartedAt }, container, $"ended with exit code {container.ExitCode}");
        var leaves = spec.Container.Restart == RestartPolicy.No
            || (spec.Container.Restart == RestartPolicy.OnFailure && (container.ExitCode == 0 || spec.Container.RestartMaxAttempts is not null));
        if (leaves) return Ended(status with { Phase = ReplicaPhase.Exited, StartedAt = container.StartedAt }, container, "ended; its restart policy leaves it");
        var since = now - (container.FinishedAt ?? now);
        var waiting = Ended(status with { Phase = ReplicaPhase.Restarting }, container, "ended");
        return since < RestartGrace && since >= TimeSpan.Zero
            ? waiting with { Again = RestartGrace - since }
            : waiting with { Action = ReplicaAction.Start, Repairs = $"it had been stopped (exit code {container.ExitCode}) and the engine left it; it is started again" };
    }

    private static ReplicaVerdict Ended(ReplicaStatus status, Container container, string because)
    {
        status = status with { ExitCode = container.ExitCode };
        if (container.ExitCode == 0 && !container.OutOfMemory) return new(ReplicaAction.None, status with { Problem = null }, because);
        var again = status.Problem is { Code: "replica.exited" } said && said.Message == ExitMessage(container);
        return new(ReplicaAction.None, status with
        {
            Problem = new Problem("", "replica.exited", ExitMessage(container), ExitHelp(container)) { Details = again ? status.Problem!.Details : [] },
        }, because) { WantsLog = !again };
    }

    private static string ExitMessage(Container container) => container.OutOfMemory
        ? "It used more memory than its limit and was killed."
        : $"It ended with exit code {container.ExitCode}.";

    private static string ExitHelp(Container container) => container switch
    {
        { OutOfMemory: true } => "Raise deploy.resources.limits.memory, or find what it keeps.",
        { ExitCode: 137 } => "It was killed (SIGKILL): by hand, or by the machine when memory ran out.",
        { ExitCode: 126 } => "Its command cannot be executed: check the file's mode in the image.",
        { ExitCode: 127 } => "Its command was not found: check command and entrypoint.",
        { ExitCode: 139 } => "It crashed (SIGSEGV).",
        _ => "Read its last lines and mend what they say.",
    };

    private static Problem Paused(Container container) => new(container.Name, "replica.paused", "Somebody has paused its container.",
        $"Let it go on with `docker unpause {container.Name}`.");
}
