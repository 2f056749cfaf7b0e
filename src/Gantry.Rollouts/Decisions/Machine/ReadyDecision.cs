using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Replicas;

namespace Gantry.Rollouts.Decisions;

/// <summary>When waiting for a replica is given up.</summary>
internal static class ReadyDecision
{
    /// <summary>A process may fail this often before it is ready: what it needs may be a moment late.</summary>
    public const int Attempts = 3;

    /// <summary>Null while there is hope. While undoing only time ends hope: the way back is tried for as long as it may take.</summary>
    public static Problem? WhyNot(Resource<ReplicaSpec, ReplicaStatus> replica, StepContext at)
    {
        var (place, service, status) = ($"services.{replica.Spec.Service}", replica.Spec.Service, replica.Status);
        var details = status?.Problem?.Details ?? [];
        if (at.Now - at.Since >= replica.Spec.ReadyWithin)
        {
            return new Problem(place, "rollout.not-ready",
                $"{service} ({replica.Key.Name}) was not ready within {Text.Duration(replica.Spec.ReadyWithin)}"
                + (status?.Problem is { } last ? $": {last.Message}" : status?.Phase is { } phase ? $"; it is {phase.ToString().ToLowerInvariant()}." : "."),
                "Read its last lines below. If it only starts slowly, raise x-gantry.readyWithin.") { Details = details };
        }
        if (at.Undoing || status is null) return null;
        if (status.Phase == ReplicaPhase.Failed && status.Problem is { } problem) return problem with { Place = place };
        if (status.Phase == ReplicaPhase.Exited || (status.ReadyAt is null && status.Restarts >= Attempts))
        {
            return new Problem(place, "rollout.exited",
                $"{service} ({replica.Key.Name}) ended with exit code {status.ExitCode}"
                + (status.Restarts > 0 ? $", {status.Restarts} times," : "") + (status.ReadyAt is null ? " before it was ready." : " before it got traffic."),
                status.Problem?.Help is { Length: > 0 } help ? help : "Read its last lines below and mend what it says.") { Details = details };
        }
        return null;
    }
}
