using Gantry.Control;
using Gantry.Resources.Platforms;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Releases;
using Gantry.Resources.Replicas;
using Gantry.Resources.Rollouts;
using Gantry.Resources.Routes;

namespace Gantry.Rollouts.Decisions;

/// <summary>Who asks for a rollout, of what and when.</summary>
public sealed record Request(World World, PlatformIdentity Platform, string Environment, string App, string By, DateTimeOffset Now)
{
    /// <summary>What the environment's policy says of a release; null: there is nobody to ask.</summary>
    public Func<ReleaseSpec, Ruling>? Judge { get; init; }

    internal Ruling RulingOn(ReleaseSpec release) => Judge?.Invoke(release) ?? Ruling.None;
}

/// <summary>Judges requests for rollouts. Pure: planning a rollout and starting it are the same computation.</summary>
public static class RolloutRequests
{
    /// <param name="draft">Its number is replaced by the next one.</param>
    public static Accepted Up(Request request, ReleaseSpec draft)
    {
        var state = new AppState(request);
        if (state.Running is { } busy) return Join(state, draft) ?? Accepted.Refused(busy);
        var refusals = Expiry.Of(draft, request.Now).Concat(Collisions.Of(request.World, draft)).ToList();
        if (refusals.Count > 0) return Accepted.Refused(refusals);
        var release = draft with { Number = state.Spec.NextRelease, CreatedAt = request.Now, CreatedBy = request.By };
        var (plan, ruling) = (Plan(request, state, release, RolloutReason.Up), request.RulingOn(release));
        if (!plan.IsEmpty && ruling.Refusals.Count > 0) return Accepted.Refused(ruling.Refusals);
        // What runs is left alone, also when it would not be let in today.
        plan = plan with { Notes = [.. plan.Notes, .. plan.IsEmpty ? ruling.Reservations : ruling.Notes], Verdict = ruling.Verdict };
        var accepted = new Accepted { Plan = plan, Release = release, Live = state.Live?.Number, Rollout = state.Spec.NextRollout };
        if (plan.IsEmpty) return accepted with { Release = state.Live };
        return accepted with
        {
            Transaction = Start(request, state, plan, release, RolloutReason.Up, removeVolumes: false, [.. Make(request, release, ruling)]) with { Seen = ruling.Seen },
        };
    }

    /// <summary>Asked for again while it is on its way, such as by a command whose platform was restarted: there is nothing to refuse.</summary>
    private static Accepted? Join(AppState state, ReleaseSpec draft) =>
        state is { Undoing: false, Active: { Reason: RolloutReason.Up, To: { } to } active } && state.Spec.AbortRollout != active.Number
        && state.Release(to) is { } release && release.Fingerprint == draft.Fingerprint
            ? new Accepted { Plan = active.Plan, Release = release, Live = state.Live?.Number, Rollout = active.Number, Joins = true }
            : null;

    /// <param name="to">Null: the release before the live one, or, while a rollout runs, what it started from.</param>
    public static Accepted Rollback(Request request, int? to)
    {
        var state = new AppState(request);
        if (state.Active is { } active && to is null) return Abort(request, state, active);
        if (state.Running is { } busy) return Accepted.Refused(busy);
        if (state.Live is null) return Accepted.Refused(state.NothingLive());
        if ((to ?? state.Status.Previous) is not { } number)
        {
            return Accepted.Refused(new Problem($"{request.App}", "rollback.no-previous",
                $"Release {state.Live.Number} is the first of {request.App}: there is none before it.", "Run `gantry history` to see all releases, `gantry down` to stop it."));
        }
        if (number == state.Live.Number)
        {
            return Accepted.Refused(new Problem($"release {number}", "rollback.already-live",
                $"Release {number} is what serves.", "Run `gantry history` and name another with --to."));
        }
        if (state.Release(number) is not { } release)
        {
            return Accepted.Refused(new Problem($"release {number}", "release.not-found",
                number > 0 && number < state.Spec.NextRelease ? $"Release {number} of {request.App} in {request.Environment} is no longer kept."
                    : $"There is no release {number} of {request.App} in {request.Environment}.", "Run `gantry history` to see those there are."));
        }
        var collisions = Collisions.Of(request.World, release);
        if (collisions.Count > 0) return Accepted.Refused(collisions);
        var plan = Plan(request, state, release, RolloutReason.Rollback);
        // The way back is never barred: at night, when it is needed, nobody is there to change a policy.
        var ruling = request.RulingOn(release);
        plan = plan with { Notes = [.. plan.Notes, .. ruling.Reservations, .. NotReverted(state.Live, release), .. Expiry.Of(release, request.Now).Select(p => p with { Severity = Severity.Warning })] };
        return new Accepted
        {
            Plan = plan,
            Release = release,
            Live = state.Live.Number,
            Rollout = state.Spec.NextRollout,
            Transaction = Start(request, state, plan, release, RolloutReason.Rollback, removeVolumes: false),
        };
    }

    public static Accepted Down(Request request, bool removeVolumes)
    {
        var state = new AppState(request);
        if (state.Running is { } busy) return Accepted.Refused(busy);
        var plan = Planner.Make(new PlanInput
        {
            World = request.World,
            Environment = request.Environment,
            App = request.App,
            Live = state.Live,
            Reason = RolloutReason.Down,
            Rollout = state.Spec.NextRollout,
        });
        var accepted = new Accepted { Plan = plan, Live = state.Live?.Number, Rollout = state.Spec.NextRollout };
        return plan.IsEmpty && !removeVolumes
            ? accepted
            : accepted with { Transaction = Start(request, state, plan, null, RolloutReason.Down, removeVolumes) };
    }

    private static Accepted Abort(Request request, AppState state, RolloutSpec active)
    {
        if (state.Spec.AbortRollout == active.Number || state.Undoing)
        {
            return Accepted.Refused(new Problem($"rollout {active.Number}", "rollout.undoing",
                $"Rollout {active.Number} is being taken back already.", "Follow it with `gantry ps`."));
        }
        var from = active.From is { } number ? state.Release(number) : null;
        return new Accepted
        {
            Aborts = true,
            Rollout = active.Number,
            Live = state.Live?.Number,
            Release = from,
            Plan = Planner.Make(new PlanInput
            {
                World = request.World,
                Environment = request.Environment,
                App = request.App,
                Target = from,
                Live = active.To is { } to ? state.Release(to) : null,
                Reason = RolloutReason.Rollback,
                Rollout = active.Number,
                Undo = true,
                Addresses = Addresses(request, from),
            }),
            Transaction = new Transaction($"user:{request.By}", new PutSpec(state.Key,
                state.Spec with { AbortRollout = active.Number }, $"stop rollout {active.Number}", state.Version)),
        };
    }

    /// <summary>The release, and how it was decided that it may run.</summary>
    private static IEnumerable<Change> Make(Request request, ReleaseSpec release, Ruling ruling)
    {
        var because = $"release {release.Number}";
        yield return new PutSpec(ResourceNames.Release(request.Environment, request.App, release.Number), release, because, 0);
        if (ruling.Admission is { } admission)
            yield return new PutSpec(ResourceNames.Admission(request.Environment, request.App, release.Number), admission, $"{because}, by policy {admission.Policy.Name}", 0);
    }

    private static Plan Plan(Request request, AppState state, ReleaseSpec release, RolloutReason reason) => Planner.Make(new PlanInput
    {
        World = request.World,
        Environment = request.Environment,
        App = request.App,
        Target = release,
        Live = state.Live,
        Reason = reason,
        Rollout = state.Spec.NextRollout,
        Addresses = Addresses(request, release),
    });

    private static IReadOnlyDictionary<string, string> Addresses(Request request, ReleaseSpec? release) => ServiceAddresses.For(
        request.World, request.Platform.Block, request.Environment, request.App,
        release?.Definition.Services.Where(s => !s.OneOff).Select(s => s.Name) ?? []);

    private static Transaction Start(
        Request request, AppState state, Plan plan, ReleaseSpec? release, RolloutReason reason, bool removeVolumes, params Change[] more)
    {
        var number = state.Spec.NextRollout;
        var because = $"{reason.ToString().ToLowerInvariant()}, rollout {number}";
        var changes = new List<Change>(more)
        {
            new PutSpec(state.Key, state.Spec with
            {
                NextRelease = state.Spec.NextRelease + (reason == RolloutReason.Up ? 1 : 0),
                NextRollout = number + 1,
                LastRollout = number,
                AbortRollout = 0,
                DiscardVolumes = removeVolumes,
                Addresses = release is null ? state.Spec.Addresses : Addresses(request, release),
            }, because, state.Version),
            new PutSpec(ResourceNames.Rollout(request.Environment, request.App, number), new RolloutSpec
            {
                App = request.App,
                Environment = request.Environment,
                Number = number,
                Reason = reason,
                From = state.Live?.Number,
                To = release?.Number,
                Plan = plan,
                RequestedBy = request.By,
                RequestedAt = request.Now,
                RemoveVolumes = removeVolumes,
            }, because, 0),
        };
        changes.AddRange(Pin(request, plan, because));
        // Addresses, hosts and ports are given out among all apps: what another took meanwhile is not given twice.
        return new Transaction($"user:{request.By}", changes) { Basis = new Basis(Kinds.App, request.World.Revision) };
    }

    /// <summary>Warm replicas that the plan counts on are not retired meanwhile.</summary>
    private static IEnumerable<Change> Pin(Request request, Plan plan, string because) =>
        plan.Steps.OfType<StartStep>().SelectMany(s => s.Replicas)
            .Select(r => request.World.Get<ReplicaSpec, ReplicaStatus>(ResourceNames.Replica(request.Environment, r.Name)))
            .OfType<Resource<ReplicaSpec, ReplicaStatus>>().DistinctBy(r => r.Key)
            .Select(r => new PutSpec(r.Key, r.Spec with { RetireAt = null }, because, r.Version));

    private static IEnumerable<Problem> NotReverted(ReleaseSpec live, ReleaseSpec target)
    {
        var volumes = target.Definition.Services.Where(s => s.Mounts.Any(m => m is { Kind: MountKind.Volume, ReadOnly: false }))
            .Select(s => s.Name).ToList();
        if (volumes.Count > 0)
        {
            yield return new Problem($"services.{volumes[0]}", "rollback.volumes-stay",
                $"The data in the volumes of {Text.List(volumes)} stays as it is.", "Restore a backup where the data must go back too.", Severity.Note);
        }
        var jobs = live.Definition.Services.Where(s => s.OneOff).Select(s => s.Name).ToList();
        if (jobs.Count > 0)
        {
            yield return new Problem($"services.{jobs[0]}", "rollback.jobs-stay",
                $"What {Text.List(jobs)} did for release {live.Number} is not undone.", $"Check that release {target.Number} can work with it.", Severity.Note);
        }
    }
}
