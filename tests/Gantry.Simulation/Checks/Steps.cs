using Gantry.Control;
using Gantry.Control.Decisions;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Rollouts;
using Gantry.Simulation.People;
using Gantry.Simulation.Platform;

namespace Gantry.Simulation.Checks;

/// <summary>How rollouts go on: not given up too early, taken back when somebody was told so, and what was before is known.</summary>
public sealed class Steps
{
    /// <summary>No replica in here is given less than twice as long to get ready.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(6);

    private readonly Room _room;
    private readonly Func<IEnumerable<Stopped>> _stopped;

    /// <summary>Since when, by the true time, and in which life of the control plane each step is at work.</summary>
    private readonly Dictionary<Key, (int Step, TimeSpan Since, int Kills)> _at = [];
    private readonly Dictionary<Key, int?> _live = [];

    public Steps(Room room, Func<IEnumerable<Stopped>> stopped)
    {
        (_room, _stopped) = (room, stopped);
        room.Started += life => life.Wrote += Written;
    }

    private void Written(TransitionOutcome outcome)
    {
        foreach (var e in outcome.Events.Where(e => e.Type == EventType.Status))
        {
            if (e.Key.Kind == Kinds.App) Went(e, outcome.World.Get<AppSpec, AppStatus>(e.Key)!.Status!);
            if (e.Key.Kind == Kinds.Rollout) Look(outcome.World.Get<RolloutSpec, RolloutStatus>(e.Key)!);
        }
    }

    private void Went(ResourceEvent e, AppStatus status)
    {
        var before = _live.GetValueOrDefault(e.Key);
        if (e.Because.EndsWith(" is live", StringComparison.Ordinal) && status.Live is not null && status.Live != before && status.Previous != before)
            _room.Violate($"release {status.Live} of {e.Key.Name} is live, and {status.Previous?.ToString() ?? "nothing"} is said to have been before it instead of {before}");
        _live[e.Key] = status.Live;
    }

    private void Look(Resource<RolloutSpec, RolloutStatus> rollout)
    {
        var status = rollout.Status!;
        var kills = _room.Statistics.ControlPlaneKills;
        var known = _at.GetValueOrDefault(rollout.Key, (-1, _room.Loop.Now, kills));
        if (status is { Phase: RolloutPhase.Undoing, Failure.Code: "rollout.not-ready" } && known.Item1 >= 0 && known.Item3 == kills && _room.Statistics.Struck[(int)FaultKind.ControlPlanePaused] == 0 && _room.Loop.Now - known.Item2 < Early)
            _room.Violate($"rollout {rollout.Key.Name} is given up {(_room.Loop.Now - known.Item2).TotalSeconds:0.0} s after it began to wait");
        if (status.Phase == RolloutPhase.Running && status.Step != known.Item1) _at[rollout.Key] = (status.Step, _room.Loop.Now, kills);
        else if (status.Phase != RolloutPhase.Running) _at.Remove(rollout.Key);
        // What was decided before somebody stopped it may still be on its way.
        if (status.Phase == RolloutPhase.Live && _room.Statistics.Struck[(int)FaultKind.ControlPlanePaused] == 0 && _stopped().Any(s => s.App == rollout.Spec.App && s.Rollout == rollout.Spec.Number && _room.Loop.Now - s.At > Early))
            _room.Violate($"rollout {rollout.Key.Name} is live although it was stopped");
    }
}
