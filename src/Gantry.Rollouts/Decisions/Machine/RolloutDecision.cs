using Gantry.Control;
using Gantry.Resources.Platforms;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Releases;
using Gantry.Resources.Replicas;
using Gantry.Resources.Rollouts;
using Gantry.Resources.Routes;

namespace Gantry.Rollouts.Decisions;

/// <summary>The rollout machine of one app: pure, and the same whether it goes on or comes back from a crash.</summary>
public static class RolloutDecision
{
    /// <param name="kept">How many releases and rollouts of the app are kept.</param>
    public static Transition Decide(World world, PlatformIdentity platform, string environment, string app, DateTimeOffset now, int kept = Forgetting.Kept)
    {
        var scratch = new Scratch(world);
        TimeSpan? wake = null;
        if (AtWork.Of(world, environment, app) is { } rollout)
        {
            var owner = world.Get(ResourceNames.App(environment, app))!.SpecAs<AppSpec>();
            wake = new RolloutMachine(scratch, platform, owner, rollout.Key, rollout.Spec, now).Advance();
        }
        wake = Sooner(wake, Retirement.Decide(scratch, environment, app, now));
        Forgetting.Decide(scratch, environment, app, kept);
        return new Transition(scratch.Changes, wake);
    }

    /// <summary>Whether what an edge reports may make a difference to the app: something of it is on its way in or out.</summary>
    public static bool HeedsEdges(World world, string environment, string app) =>
        AtWork.Of(world, environment, app) is not null
        || world.List<ReplicaSpec, ReplicaStatus>(Kinds.Replica, environment, app).Any(r => r.Spec is { Wanted: Wanted.Running, RetireAt: not null });

    private static TimeSpan? Sooner(TimeSpan? a, TimeSpan? b) => a is { } x && b is { } y ? (x < y ? x : y) : a ?? b;
}

/// <summary>One rollout at work: as many steps as are done, then the status that says so.</summary>
internal sealed class RolloutMachine(
    Scratch scratch, PlatformIdentity platform, AppSpec app, Key key, RolloutSpec spec, DateTimeOffset now)
{
    public TimeSpan? Advance()
    {
        var before = (RolloutStatus?)scratch.World.Get(key)!.Status;
        var status = before ?? new RolloutStatus { StepSince = now };
        // The clock was set back: counted from now, or the step's time would be up so much later.
        if (!status.Ended && status.StepSince > now) status = status with { StepSince = now };
        if (status.Phase == RolloutPhase.Running && app.AbortRollout == spec.Number)
            status = Fail(status, new Problem($"rollout {spec.Number}", "rollout.stopped", "It was stopped by a rollback.", "Nothing to do: what served before serves."));
        TimeSpan? wake = null;
        while (!status.Ended)
        {
            var steps = (status.Phase == RolloutPhase.Undoing ? status.Undo! : spec.Plan).Steps;
            if (status.Step >= steps.Count)
            {
                status = End(status);
                break;
            }
            var at = new StepContext(platform, spec, status.Phase == RolloutPhase.Undoing, [.. steps.Take(status.Step)], status.StepSince, now);
            var state = StepDecision.Decide(scratch, at, steps[status.Step]);
            if (state.Failure is { } failure) status = status.Phase == RolloutPhase.Undoing ? GiveUp(status, failure) : Fail(status, failure);
            else if (state.Done) status = Next(status, steps[status.Step]);
            else
            {
                wake = state.WakeAfter;
                break;
            }
        }
        if (status != before) scratch.Status(key, status, Because(before, status));
        return wake;
    }

    private RolloutStatus Next(RolloutStatus status, Step done)
    {
        var next = status with { Step = status.Step + 1, StepSince = now };
        if (status.Phase == RolloutPhase.Undoing) return next;
        next = next with { StepEnded = [.. status.StepEnded, now] };
        if (done is not ShiftStep { Switches: true }) return next;
        GoLive();
        return next with { SwitchedAt = now };
    }

    private void GoLive()
    {
        var owner = ResourceNames.App(spec.Environment, spec.App);
        var known = (AppStatus?)scratch.World.Get(owner)?.Status ?? new AppStatus();
        if (known.Live == spec.To) return;
        scratch.Status(owner, known with { Live = spec.To, Previous = spec.To is null ? null : known.Live, LiveSince = now },
            spec.To is { } to ? $"release {to} is live" : "nothing is live");
    }

    private RolloutStatus Fail(RolloutStatus status, Problem why)
    {
        var from = spec.From is { } number ? Release(number) : null;
        var undo = Planner.Make(new PlanInput
        {
            World = scratch.World,
            Environment = spec.Environment,
            App = spec.App,
            Target = from,
            Live = spec.To is { } to ? Release(to) : null,
            Reason = spec.Reason,
            Rollout = spec.Number,
            Undo = true,
            Addresses = app.Addresses,
        });
        return status with { Phase = RolloutPhase.Undoing, Failure = why, Undo = undo, Step = 0, StepSince = now };
    }

    /// <summary>The way back failed too. It says so instead of trying for ever; what still serves is left alone.</summary>
    private RolloutStatus GiveUp(RolloutStatus status, Problem why)
    {
        OpenRoutes(status.Undo!.Steps.Skip(status.Step).OfType<ShiftStep>());
        return End(status with
        {
            Failure = status.Failure! with
            {
                Message = $"{status.Failure.Message} What was there before could not be put back: {why.Message}",
                Help = why.Help,
                Details = [.. status.Failure.Details, .. why.Details],
            },
        });
    }

    /// <summary>
    /// Nobody waits for ever in front of a service, and none is left without its route: it is served as soon as a replica is
    /// ready after all, and refused until then. What traffic goes to now and would lose it is left.
    /// </summary>
    private void OpenRoutes(IEnumerable<ShiftStep> left)
    {
        foreach (var change in left.SelectMany(s => s.Routes).Where(c => c.Spec is not null))
        {
            var route = ResourceNames.Route(spec.Environment, spec.App, change.Service);
            if (scratch.World.Get(route)?.Spec is not RouteSpec now || Fingerprints.Same(now, change.Spec!, GantryJson.Default.RouteSpec)) continue;
            if (now.Hold || Replicas(now).IsSubsetOf(Replicas(change.Spec!))) scratch.Spec(route, change.Spec!, $"opened: rollout {spec.Number} cannot be taken back");
        }

        static HashSet<string> Replicas(RouteSpec route) => [.. route.Backends.SelectMany(b => b.Replicas)];
    }

    private RolloutStatus End(RolloutStatus status)
    {
        if (status.Phase == RolloutPhase.Undoing)
        {
            var owner = ResourceNames.App(spec.Environment, spec.App);
            if (scratch.World.Get(owner)?.Status is AppStatus known && known.Live != spec.From)
                scratch.Status(owner, known with { Live = spec.From, Previous = null, LiveSince = now }, "back to what served before");
            return status with { Phase = RolloutPhase.Failed, EndedAt = now };
        }
        GoLive();
        return status with { Phase = RolloutPhase.Live, EndedAt = now, SwitchedAt = status.SwitchedAt ?? now };
    }

    private ReleaseSpec Release(int number) =>
        scratch.World.Get(ResourceNames.Release(spec.Environment, spec.App, number))!.SpecAs<ReleaseSpec>();

    private static string Because(RolloutStatus? before, RolloutStatus after) => after.Phase switch
    {
        RolloutPhase.Live => "live",
        RolloutPhase.Failed => $"failed: {after.Failure?.Code}",
        RolloutPhase.Undoing when before?.Phase != RolloutPhase.Undoing => $"undoing: {after.Failure?.Code}",
        _ => $"step {after.Step + 1}",
    };
}
