using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Rollouts;
using Gantry.Rollouts.Decisions;
using Gantry.Simulation.Planted;
using Gantry.Simulation.Platform;

namespace Gantry.Simulation.People;

/// <summary>A rollout that somebody was told has begun.</summary>
public sealed record Asked(string App, int Rollout, RolloutSpec Spec, bool Good, int FaultsBefore);

/// <summary>A rollout that somebody was told is taken back.</summary>
public sealed record Stopped(string App, int Rollout, TimeSpan At);

/// <summary>Somebody who works with the platform, and now and then behind its back.</summary>
public sealed class Person(Room room, AppMaker maker, Random random, string name)
{
    private readonly List<Asked> _asked = [];
    private readonly List<Stopped> _stopped = [];
    private readonly SortedDictionary<string, AppDefinition> _files = new(StringComparer.Ordinal);

    /// <summary>Everything this person was told has begun.</summary>
    public IReadOnlyList<Asked> Told => _asked;

    /// <summary>Every rollout that this person was told is taken back.</summary>
    public IReadOnlyList<Stopped> Stopped => _stopped;

    /// <summary>The newest file of each app.</summary>
    public IReadOnlyDictionary<string, AppDefinition> Files => _files;

    public void Begin(string app)
    {
        _files[app] = maker.Make(app);
        Up(app);
    }

    /// <summary>Does something random.</summary>
    public void Act()
    {
        if (_files.Count == 0) return;
        var app = _files.Keys.ElementAt(random.Next(_files.Count));
        switch (random.Next(20))
        {
            case < 9:
                _files[app] = maker.Change(_files[app]);
                Up(app);
                if (room.Chance(room.TwiceRate))
                {
                    room.Strike(FaultKind.CommandTwice);
                    Up(app);
                }
                break;
            case < 10:
                Up(app);
                break;
            case < 14:
                Request(app, "rollback", request => RolloutRequests.Rollback(request, null), good: true);
                break;
            case < 15:
                Request(app, "down", request => RolloutRequests.Down(request, removeVolumes: random.Next(2) == 0), good: true);
                break;
            case < 17:
                Run(app);
                break;
            case < 18:
                // Twice at the same moment: one of them has decided on what is no longer so.
                _files[app] = maker.Change(_files[app]);
                Up(app);
                _files[app] = maker.Change(_files[app]);
                Up(app);
                break;
            default:
                Meddle();
                break;
        }
    }

    /// <summary>Ends a container with the engine's own tools.</summary>
    private void Meddle()
    {
        var all = room.Neighbours.Ours.Where(c => !c.IsJob && !room.Engine.Away).ToList();
        if (all.Count == 0) return;
        var container = all[random.Next(all.Count)];
        var removes = random.Next(2) == 0;
        room.Statistics.ContainersLost++;
        room.Strike(removes ? FaultKind.ContainerRemovedByHand : FaultKind.ContainerStoppedByHand, container.Name);
        room.Lose(container);
        if (removes) room.Engine.Remove(container.Id, force: true);
        else _ = room.Engine.StopAsync(container.Id, TimeSpan.FromSeconds(1));
    }

    private void Up(string app)
    {
        var file = _files[app];
        var (release, problems) = ReleaseFactory.Make(file, AppMaker.Images(file), 0, name, default);
        if (problems.Count > 0) throw new InvalidOperationException(problems[0].ToString());
        Request(app, "up", request => RolloutRequests.Up(request, release!), maker.Good(file));
    }

    /// <summary>As the API does it: decide on what is there, commit, decide again when it was something else by then.</summary>
    private void Request(string app, string what, Func<Request, Accepted> decide, bool good)
    {
        if (room.Gantryd is not { Store: { } store } gantryd) return;
        var faults = room.Faults;
        gantryd.Process.Start(async () =>
        {
            for (var tries = 0; tries < 5; tries++)
            {
                var basis = room.Options.Bug == PlantedBug.TwoRolloutsAtOnce ? Bugs.Idle(store.Current, app) : store.Current;
                var accepted = decide(new Request(basis, room.Platform, "production", app, name, gantryd.Process.Time.GetUtcNow()));
                if (accepted.Transaction is not { } transaction)
                {
                    room.Loop.Trace($"{name}: {what} {app}: {(accepted.Problems.Count > 0 ? accepted.Problems[0].Code : "nothing to do")}");
                    return;
                }
                transaction = transaction with { Changes = [.. transaction.Changes.Select(Planted)] };
                if (room.Options.Bug == PlantedBug.AcknowledgedBeforeCommit) Tell(app, accepted, transaction, good, faults);
                var answered = accepted.Aborts ? _ => { } : room.Histories.Begin(app, accepted.Rollout);
                try
                {
                    var result = await store.CommitAsync(transaction, CancellationToken.None);
                    if (!result.Committed && room.Disk.Now.Revision == basis.Revision) room.Violate($"{what} of {app} is refused as outdated, and nothing has changed since it was decided");
                    if (!result.Committed && room.Options.Bug == PlantedBug.OldDecisionRepeated)
                        result = await store.CommitAsync(BuggyStore.Unconditional(transaction), CancellationToken.None);
                    answered(result.Committed);
                    if (!result.Committed) continue;
                }
                catch (StoreUnavailableException)
                {
                    answered(false);
                    room.Loop.Trace($"{name}: {what} {app}: the store is full");
                    return;
                }
                room.Loop.Trace($"{name}: {what} {app}: rollout {accepted.Rollout}");
                Tell(app, accepted, transaction, good, faults);
                return;
            }
        });
    }

    private void Tell(string app, Accepted accepted, Transaction transaction, bool good, int faults)
    {
        if (accepted.Aborts)
        {
            room.Loop.World.Start(() => _stopped.Add(new Stopped(app, accepted.Rollout, room.Loop.Now)));
            return;
        }
        var spec = transaction.Changes.OfType<PutSpec>().Select(p => p.Spec).OfType<RolloutSpec>().Single();
        room.Loop.World.Start(() => _asked.Add(new Asked(app, accepted.Rollout, spec, good, faults)));
    }

    /// <summary>A one-off container of a service that is live.</summary>
    private void Run(string app)
    {
        if (room.Gantryd is not { Store: { } store } gantryd) return;
        var job = _files[app].Services.FirstOrDefault(s => s.OneOff);
        if (job is null) return;
        gantryd.Process.Start(async () =>
        {
            var (transaction, replica, problem) = RunRequests.Decide(
                new Request(store.Current, room.Platform, "production", app, name, gantryd.Process.Time.GetUtcNow()), job.Name, []);
            room.Loop.Trace($"{name}: run {app}.{job.Name}: {problem?.Code ?? replica}");
            if (transaction is null) return;
            try
            {
                if ((await store.CommitAsync(transaction, CancellationToken.None)).Committed) room.Statistics.Runs++;
            }
            catch (StoreUnavailableException)
            {
                room.Loop.Trace($"{name}: run {app}: the store is full");
            }
        });
    }

    private Change Planted(Change change) =>
        change is PutSpec { Spec: RolloutSpec rollout } put ? put with { Spec = rollout with { Plan = PlanBugs.Of(room.Options.Bug, rollout.Plan) } } : change;
}
