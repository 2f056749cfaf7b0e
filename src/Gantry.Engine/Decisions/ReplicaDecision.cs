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

    /// <param name="lastExit">The exit code that the engine reported last, for an end that was over before it was looked at.</param>
    public static ReplicaVerdict Decide(ReplicaSpec spec, ReplicaStatus? known, Container? container, DateTimeOffset now, int? lastExit = null)
    {
        if (spec.Wanted == Wanted.Absent) return Away(known, container);
        if (container is null) return Missing(spec, known);
        var status = (known ?? new ReplicaStatus()) with { ContainerId = container.Id };
        // The store lost what the engine still knows.
        if (status.Addresses.Count == 0 && container.Addresses.Count > 0) status = Adopt(spec, status, container);
        status = WithForeign(spec, status, container);
        return container.State switch
        {
            ContainerState.Created => new(ReplicaAction.Start, Trying(status), "created"),
            ContainerState.Running => Running(spec, status, container, lastExit),
            ContainerState.Paused => new(ReplicaAction.None, status with { Phase = ReplicaPhase.Unready, Problem = Paused(container) }, "paused"),
            ContainerState.Restarting => Restarting(status, container, "the engine is restarting it"),
            ContainerState.Exited => Exited(spec, status, container, now),
            _ => new(ReplicaAction.Replace, Trying(status), "broken")
            {
                Repairs = status.Phase == ReplicaPhase.Failed ? null : "its container was broken; it is made again",
            },
        };
    }

    /// <summary>
    /// Its addresses on networks of others, which the engine chooses anew with each start: calls to neighbours may come from one
    /// of them. When it does not run, they may be somebody else's.
    /// </summary>
    private static ReplicaStatus WithForeign(ReplicaSpec spec, ReplicaStatus status, Container? container)
    {
        var foreign = spec.Container.Networks.Where(n => n.External == true).Select(n => n.Name).ToList();
        if (foreign.Count == 0) return status;
        var all = new SortedDictionary<string, string>(status.Addresses.Where(a => !foreign.Contains(a.Key)).ToDictionary(a => a.Key, a => a.Value), StringComparer.Ordinal);
        foreach (var name in foreign.Where(n => container is { State: ContainerState.Running } && container.Addresses.ContainsKey(n))) all[name] = container!.Addresses[name];
        return all.SequenceEqual(status.Addresses) ? status : status with { Addresses = all };
    }

    private static ReplicaVerdict Away(ReplicaStatus? known, Container? container) => container is null
        ? new(ReplicaAction.Forget, null, "gone")
        : new(ReplicaAction.Remove, (known ?? new ReplicaStatus()) with { Phase = ReplicaPhase.Stopping, ContainerId = container.Id }, "stopping");

    private static ReplicaVerdict Missing(ReplicaSpec spec, ReplicaStatus? known)
    {
        var status = WithForeign(spec, known ?? new ReplicaStatus(), null);
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
        return new(ReplicaAction.Create, Trying(status) with { ContainerId = null, StartedAt = null, ReadyAt = null }, "creating")
        {
            Repairs = status.ContainerId is null || status.Phase is ReplicaPhase.Failed or ReplicaPhase.Stopping ? null : "its container was gone; it is made again",
        };
    }

    /// <summary>What has failed stays so until a further try goes well: it does not change back and forth with each.</summary>
    private static ReplicaStatus Trying(ReplicaStatus status) =>
        status.Phase == ReplicaPhase.Failed ? status : status with { Phase = ReplicaPhase.Creating, Problem = null };

    private static ReplicaStatus Adopt(ReplicaSpec spec, ReplicaStatus status, Container container) => status with
    {
        Addresses = container.Addresses,
        Address = spec.Container.Networks.Count > 0 ? container.Addresses.GetValueOrDefault(spec.Container.Networks[0].Name) : null,
    };

    private static ReplicaVerdict Running(ReplicaSpec spec, ReplicaStatus status, Container container, int? lastExit)
    {
        var wantsLog = false;
        // It is tried again, and is said once.
        if (status is { Phase: ReplicaPhase.Failed, Problem.Code: EngineCodes.HookFailed } && status.StartedAt == container.StartedAt) return new(ReplicaAction.Probe, status, "");
        if (status.StartedAt != container.StartedAt || status.Phase is not (ReplicaPhase.Starting or ReplicaPhase.Ready or ReplicaPhase.Unready))
        {
            var restarted = status.StartedAt is not null && status.StartedAt != container.StartedAt;
            // It came back before anybody saw that it was down.
            var unseen = restarted && status.Phase is ReplicaPhase.Starting or ReplicaPhase.Ready or ReplicaPhase.Unready;
            wantsLog = unseen;
            status = status with
            {
                Phase = ReplicaPhase.Starting,
                // Another process: whatever was known of the one before does not count.
                StartedAt = container.StartedAt,
                Restarts = restarted ? Math.Max(status.Restarts + (unseen ? 1 : 0), container.Restarts) : status.Restarts,
                ExitCode = unseen ? lastExit ?? status.ExitCode : status.ExitCode,
                Problem = unseen ? ExitProblem.For(lastExit, container.OutOfMemory)
                    : restarted && status.Phase == ReplicaPhase.Restarting ? status.Problem : null,
            };
            if (spec.Kind != ReplicaKind.Job) return new(ReplicaAction.Probe, status, restarted ? "started again" : "started") { WantsLog = wantsLog };
        }
        if (spec.Kind == ReplicaKind.Job) return new(ReplicaAction.None, status, "running") { WantsLog = wantsLog };
        if (container.Health == ContainerHealth.Unhealthy) return Unhealthy(spec, status);
        return status.Phase == ReplicaPhase.Ready ? new(ReplicaAction.None, status, "") : new(ReplicaAction.Probe, status, "");
    }

    private static ReplicaVerdict Unhealthy(ReplicaSpec spec, ReplicaStatus status)
    {
        var said = status.Problem?.Code == UnhealthyCode;
        return new(ReplicaAction.None, status with
        {
            Phase = status.Phase is ReplicaPhase.Ready or ReplicaPhase.Unready ? ReplicaPhase.Unready : ReplicaPhase.Starting,
            Problem = said ? status.Problem
                : new Problem(spec.Service, UnhealthyCode, "Its health check fails.", "Read its log: `gantry logs " + spec.Service + "`."),
        }, "its health check fails") { WantsLog = !said };
    }

    private const string UnhealthyCode = "replica.unhealthy";

    private static ReplicaVerdict Exited(ReplicaSpec spec, ReplicaStatus status, Container container, DateTimeOffset now)
    {
        if (spec.Kind == ReplicaKind.Job) return Over(status, container);
        var leaves = spec.Container.Restart == RestartPolicy.No
            || (spec.Container.Restart == RestartPolicy.OnFailure && (container.ExitCode == 0 || spec.Container.RestartMaxAttempts is not null));
        if (leaves && status.Phase != ReplicaPhase.Stopping) return Over(status, container);
        // A start that does not go well is tried again, and is said once.
        if (status.Phase == ReplicaPhase.Failed) return new(ReplicaAction.Start, status, "");
        var since = now - (container.FinishedAt ?? now);
        var waiting = Restarting(status, container, "ended");
        if (status.Phase == ReplicaPhase.Stopping) return waiting with { Action = ReplicaAction.Start, Because = "wanted again" };
        return since < RestartGrace && since >= TimeSpan.Zero
            ? waiting with { Again = RestartGrace - since }
            : waiting with { Action = ReplicaAction.Start, Repairs = $"it had been stopped (exit code {container.ExitCode}) and the engine left it; it is started again" };
    }

    private static ReplicaVerdict Over(ReplicaStatus status, Container container)
    {
        var seen = status.Phase == ReplicaPhase.Exited && status.StartedAt == container.StartedAt;
        return Ended(status with { Phase = ReplicaPhase.Exited, StartedAt = container.StartedAt }, seen, container, $"ended with exit code {container.ExitCode}");
    }

    private static ReplicaVerdict Restarting(ReplicaStatus status, Container container, string because)
    {
        var seen = status.Phase == ReplicaPhase.Restarting && status.StartedAt == container.StartedAt;
        return Ended(status with
        {
            Phase = ReplicaPhase.Restarting,
            StartedAt = container.StartedAt,
            Restarts = seen ? status.Restarts : Math.Max(status.Restarts + 1, container.Restarts),
        }, seen, container, because);
    }

    private static ReplicaVerdict Ended(ReplicaStatus status, bool seen, Container container, string because)
    {
        status = status with { ExitCode = container.ExitCode };
        if (container.ExitCode == 0 && !container.OutOfMemory) return new(ReplicaAction.None, status with { Problem = null }, because);
        return seen ? new(ReplicaAction.None, status, because)
            : new(ReplicaAction.None, status with { Problem = ExitProblem.For(container.ExitCode, container.OutOfMemory) }, because) { WantsLog = true };
    }

    private static Problem Paused(Container container) => new(container.Name, "replica.paused", "Somebody has paused its container.",
        $"Let it go on with `docker unpause {container.Name}`.");
}
