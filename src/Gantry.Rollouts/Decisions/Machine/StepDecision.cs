using Gantry.Control;
using Gantry.Resources.Platforms;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Releases;
using Gantry.Resources.Replicas;
using Gantry.Resources.Rollouts;
using Gantry.Resources.Routes;

namespace Gantry.Rollouts.Decisions;

/// <summary>The app, the rollout and the time that a step is decided in.</summary>
/// <param name="Done">The steps before it, which have ended.</param>
internal sealed record StepContext(PlatformIdentity Platform, RolloutSpec Rollout, bool Undoing, IReadOnlyList<Step> Done, DateTimeOffset Since, DateTimeOffset Now)
{
    public string Environment => Rollout.Environment;

    public Key Route(string service) => ResourceNames.Route(Rollout.Environment, Rollout.App, service);

    public Key Replica(string name) => ResourceNames.Replica(Rollout.Environment, name);
}

/// <summary>Each kind of step: what it writes, and when it has ended. Writing twice writes nothing new.</summary>
internal static class StepDecision
{
    public static StepState Decide(Scratch scratch, StepContext at, Step step) => step switch
    {
        StartStep start => Start(scratch, at, start),
        JobStep job => Job(scratch, at, job),
        HoldStep hold => Hold(scratch, at, hold),
        ShiftStep shift => Shift(scratch, at, shift),
        StopStep stop => Stop(scratch, at, stop),
        RetireStep retire => Retire(scratch, at, retire),
        _ => throw new InvalidOperationException($"No such step: {step.GetType().Name}"),
    };

    private static StepState Start(Scratch scratch, StepContext at, StartStep step)
    {
        foreach (var planned in step.Replicas)
        {
            var replica = Ensure(scratch, at, planned, ReplicaKind.Service);
            if (replica.Spec.RetireAt is not null) scratch.Retire(replica, null, "taken back into service");
        }
        return AllReady(scratch, at, step.Replicas.Select(r => r.Name));
    }

    private static StepState AllReady(Scratch scratch, StepContext at, IEnumerable<string> replicas)
    {
        TimeSpan? wake = null;
        var ready = true;
        foreach (var replica in replicas.Select(n => scratch.World.Get<ReplicaSpec, ReplicaStatus>(at.Replica(n))).OfType<Resource<ReplicaSpec, ReplicaStatus>>())
        {
            if (replica.Status?.Phase == ReplicaPhase.Ready) continue;
            ready = false;
            if (ReadyDecision.WhyNot(replica, at) is { } failure) return StepState.Failed(failure);
            var left = at.Since + replica.Spec.ReadyWithin - at.Now;
            wake = wake is { } w && w < left ? w : left;
        }
        return ready ? StepState.Finished : StepState.Waiting(wake);
    }

    private static StepState Job(Scratch scratch, StepContext at, JobStep step)
    {
        var replica = Ensure(scratch, at, step.Replica, ReplicaKind.Job);
        return replica.Status switch
        {
            { Phase: ReplicaPhase.Exited, ExitCode: 0 } => StepState.Finished,
            { Phase: ReplicaPhase.Exited } s => StepState.Failed(new Problem($"services.{step.Replica.Service}", "job.failed",
                $"{step.Replica.Service} ended with exit code {s.ExitCode}, so the release goes no further.",
                "Read its last lines below, mend it and run the command again.") { Details = s.Problem?.Details ?? [] }),
            { Phase: ReplicaPhase.Failed, Problem: { } problem } => StepState.Failed(problem with { Place = $"services.{step.Replica.Service}" }),
            _ => StepState.Waiting(),
        };
    }

    private static Resource<ReplicaSpec, ReplicaStatus> Ensure(Scratch scratch, StepContext at, PlannedReplica planned, ReplicaKind kind)
    {
        var key = at.Replica(planned.Name);
        if (scratch.World.Get<ReplicaSpec, ReplicaStatus>(key) is { } known) return known;
        var release = scratch.World.Get(ResourceNames.Release(at.Environment, at.Rollout.App, planned.Release))!.SpecAs<ReleaseSpec>();
        var addresses = scratch.World.Get(ResourceNames.App(at.Environment, at.Rollout.App))!.SpecAs<AppSpec>().Addresses;
        scratch.Spec(key, ReplicaFactory.Make(at.Platform, release, planned, kind, addresses), $"wanted by rollout {at.Rollout.Number}");
        return scratch.World.Get<ReplicaSpec, ReplicaStatus>(key)!;
    }

    private static StepState Hold(Scratch scratch, StepContext at, HoldStep step)
    {
        var key = at.Route(step.Service);
        if (scratch.World.Get(key)?.Spec is not RouteSpec route) return StepState.Finished;
        if (!route.Hold || route.Backends.Count > 0)
            scratch.Spec(key, route with { Hold = true, Backends = [] }, $"held by rollout {at.Rollout.Number}");
        // That the outgoing replicas have drained is the next step's to wait for.
        return EdgeView.Acknowledged(scratch.World, key) ? StepState.Finished : StepState.Waiting();
    }

    private static StepState Shift(Scratch scratch, StepContext at, ShiftStep step)
    {
        if (AllReady(scratch, at, Awaited(scratch, at, step)) is { Done: false } notYet) return notYet;
        foreach (var change in step.Routes)
        {
            var key = at.Route(change.Service);
            var now = scratch.World.Get(key);
            if (change.Spec is null && now is not null) scratch.Delete(key, $"removed by rollout {at.Rollout.Number}");
            else if (change.Spec is { } spec && (now is null || !Fingerprints.Same(now.SpecAs<RouteSpec>(), spec, GantryJson.Default.RouteSpec)))
                scratch.Spec(key, spec, $"shifted by rollout {at.Rollout.Number}");
        }
        var keys = step.Routes.Select(r => at.Route(r.Service)).ToList();
        if (!keys.TrueForAll(k => EdgeView.Acknowledged(scratch.World, k))) return StepState.Waiting();
        if (!at.Undoing && EdgeView.ListenFailures(scratch.World, keys).FirstOrDefault() is { } taken)
        {
            return StepState.Failed(new Problem($"{taken.Address}:{taken.Port}", "port.taken",
                $"The edge cannot listen on {taken.Address}:{taken.Port}: {taken.Reason}",
                $"See who has it with `ss -ltnp 'sport = :{taken.Port}'`, or publish another port."));
        }
        return StepState.Finished;
    }

    /// <summary>
    /// What this rollout started and is about to send traffic to: a replica that was ready when its step ended may have died
    /// since. Others do not count: what is broken already must not keep its replacement away.
    /// </summary>
    private static IEnumerable<string> Awaited(Scratch scratch, StepContext at, ShiftStep step)
    {
        if (at.Undoing) return [];
        var started = at.Done.OfType<StartStep>().SelectMany(s => s.Replicas).Select(r => r.Name).ToHashSet(StringComparer.Ordinal);
        return step.Routes.Where(r => scratch.World.Get(at.Route(r.Service))?.Spec is not RouteSpec now || !Serves(now, r.Spec))
            .SelectMany(r => Backends(r.Spec)).Where(started.Contains);
    }

    private static bool Serves(RouteSpec now, RouteSpec? then) => Backends(now).SequenceEqual(Backends(then));

    private static IEnumerable<string> Backends(RouteSpec? route) => route?.Backends.SelectMany(b => b.Replicas) ?? [];

    private static StepState Stop(Scratch scratch, StepContext at, StopStep step)
    {
        var left = step.Replicas.Select(n => scratch.World.Get<ReplicaSpec, ReplicaStatus>(at.Replica(n))).OfType<Resource<ReplicaSpec, ReplicaStatus>>().ToList();
        foreach (var replica in left.Where(r => r.Spec.Wanted != Wanted.Absent && EdgeView.Released(scratch.World, at.Route(r.Spec.Service), r.Key.Name)))
            scratch.Spec(replica.Key, replica.Spec with { Wanted = Wanted.Absent }, $"stopped by rollout {at.Rollout.Number}");
        return left.Count == 0 ? StepState.Finished : StepState.Waiting();
    }

    private static StepState Retire(Scratch scratch, StepContext at, RetireStep step)
    {
        foreach (var name in step.Replicas)
        {
            if (scratch.World.Get<ReplicaSpec, ReplicaStatus>(at.Replica(name)) is { Spec.Wanted: Wanted.Running } replica)
                scratch.Retire(replica, at.Now + step.After, step.After > TimeSpan.Zero ? "kept warm for a rollback" : "no longer needed");
        }
        return StepState.Finished;
    }
}
