using Gantry.Control;
using Gantry.Control.Decisions;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Rollouts;
using Gantry.Simulation.People;
using Gantry.Simulation.Platform;

namespace Gantry.Simulation.Checks;

/// <summary>What rollouts say they have done, against what is so.</summary>
public sealed class Promises
{
    private readonly Room _room;
    private readonly Jobs _jobs;
    private readonly Outages _outages;
    private readonly Func<IEnumerable<Asked>> _asked;

    public Promises(Room room, Jobs jobs, Outages outages, Func<IEnumerable<Asked>> asked)
    {
        (_room, _jobs, _outages, _asked) = (room, jobs, outages, asked);
        room.Started += life => life.Wrote += Written;
    }

    private void Written(TransitionOutcome outcome)
    {
        foreach (var e in outcome.Events.Where(e => e.Key.Kind == Kinds.Rollout && e.Type == EventType.Status))
        {
            var rollout = outcome.World.Get<RolloutSpec, RolloutStatus>(e.Key)!;
            if (rollout.Status is { Phase: RolloutPhase.Live }) WentLive(outcome.World, rollout);
            if (rollout.Status is { Phase: RolloutPhase.Failed }) Failed(rollout);
        }
    }

    private void WentLive(World world, Resource<RolloutSpec, RolloutStatus> rollout)
    {
        _room.Statistics.Live++;
        var name = $"rollout {rollout.Key.Name}";
        foreach (var wrong in _jobs.WrongWith(world, rollout.Spec)) _room.Violate($"{name} {wrong}");
        var live = ((AppStatus?)world.Get(ResourceNames.App("production", rollout.Spec.App))?.Status)?.Live;
        if (live != rollout.Spec.To) _room.Violate($"{name} is live and release {live} serves instead of {rollout.Spec.To}");
        if (_asked().FirstOrDefault(a => a.App == rollout.Spec.App && a.Rollout == rollout.Spec.Number) is { Good: false })
            _room.Violate($"{name} is live although an image of it cannot work");
        Switched(rollout);
    }

    /// <summary>The edge sends requests to what the rollout switched to and to nothing else.</summary>
    private void Switched(Resource<RolloutSpec, RolloutStatus> rollout)
    {
        if (_room.Edge.Life is not { } life) return;
        foreach (var change in rollout.Spec.Plan.Steps.OfType<ShiftStep>().Where(s => s.Switches).SelectMany(s => s.Routes))
        {
            var served = life.Switch.Table.Routes.GetValueOrDefault($"production/{rollout.Spec.App}.{change.Service}");
            if (change.Spec is null && served is not null) _room.Violate($"rollout {rollout.Key.Name} is live and the edge still serves {change.Service}");
            if (change.Spec is null || served is null) continue;
            var right = change.Spec.Backends.SelectMany(b => b.Replicas).ToHashSet(StringComparer.Ordinal);
            var wrong = served.Backends.SelectMany(b => b.Replicas).FirstOrDefault(g => !right.Contains(g.Replica()));
            if (wrong is not null && !_outages.Any) _room.Violate($"rollout {rollout.Key.Name} is live and the edge still sends requests to {wrong.Name}");
        }
    }

    private void Failed(Resource<RolloutSpec, RolloutStatus> rollout)
    {
        _room.Statistics.Failed++;
        if (rollout.Status!.Failure is not { } failure)
        {
            _room.Violate($"rollout {rollout.Key.Name} failed and does not say why");
            return;
        }
        if (failure.Message.Contains("could not be put back", StringComparison.Ordinal)) _room.Statistics.GivenUp++;
        _room.Loop.Trace($"rollout {rollout.Key.Name} failed: {failure}");
        var asked = _asked().FirstOrDefault(a => a.App == rollout.Spec.App && a.Rollout == rollout.Spec.Number);
        if (asked is { Good: true } && failure.Code != "rollout.stopped" && _room.Faults == asked.FaultsBefore)
            _room.Violate($"rollout {rollout.Key.Name} failed although nothing was wrong: {failure}");
    }
}
