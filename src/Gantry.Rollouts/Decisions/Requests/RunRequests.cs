using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Replicas;
using Gantry.Resources.Rollouts;

namespace Gantry.Rollouts.Decisions;

/// <summary>A one-off container of a live service with a command of the caller's.</summary>
public static class RunRequests
{
    public static (Transaction? Transaction, string? Replica, Problem? Problem) Decide(
        Request request, string service, IReadOnlyList<string> command)
    {
        var state = new AppState(request);
        if (state.Live is not { } live) return (null, null, state.NothingLive());
        if (live.Service(service) is null)
        {
            return (null, null, new Problem($"services.{service}", "service.not-found", $"Release {live.Number} of {request.App} has no service {service}.",
                $"Name one of {Text.List(live.Services.Select(s => s.Name))}."));
        }
        if (live.Definition.Services.First(s => s.Name == service).Mounts.Any(m => m is { Kind: Gantry.Resources.Apps.MountKind.Volume, ReadOnly: false, Source.Length: > 0 }
            && !live.Definition.Services.First(s => s.Name == service).Rollout.SharesVolumes))
        {
            return (null, null, new Problem($"services.{service}", "run.owns-volume",
                $"{service} owns a volume that its live replica is using, and two at once could damage it.",
                "Run the command in another service that reaches it by name."));
        }
        var number = state.Spec.NextRollout;
        var name = ResourceNames.ReplicaName(request.App, service, number, 0);
        var planned = new PlannedReplica(name, service, live.Number, live.Service(service)!.Fingerprint, 0);
        var spec = ReplicaFactory.Make(request.Platform, live, planned, ReplicaKind.Job, state.Spec.Addresses);
        if (command.Count > 0) spec = spec with { Container = spec.Container with { Command = command } };
        // The command may hold a secret: the chain says only that one was run.
        return (new Transaction($"user:{request.By}",
            new PutSpec(state.Key, state.Spec with { NextRollout = number + 1 }, $"run {service}", state.Version),
            new PutSpec(ResourceNames.Replica(request.Environment, name), spec with { Container = spec.Container with { Healthcheck = null } }, $"run by {request.By}", 0)), name, null);
    }

    /// <summary>Stops a one-off that nobody waits for any longer. Nothing to do when it has ended or gone.</summary>
    public static (Transaction? Transaction, Problem? Problem) Stop(World world, string environment, string replica, string by)
    {
        if (world.Get<ReplicaSpec, ReplicaStatus>(ResourceNames.Replica(environment, replica)) is not { } found) return (null, null);
        if (found.Spec is not { Kind: ReplicaKind.Job, Ordinal: 0 })
        {
            return (null, new Problem(replica, "run.not-found", $"{replica} was not started by `gantry run`.",
                "What a rollout started is stopped by a rollout: gantry up, rollback or down."));
        }
        if (found.Spec.Wanted == Wanted.Absent) return (null, null);
        return (new Transaction($"user:{by}", new PutSpec(found.Key, found.Spec with { Wanted = Wanted.Absent }, $"stopped by {by}", found.Version)), null);
    }
}
