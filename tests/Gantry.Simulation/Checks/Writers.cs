using Gantry.Control;
using Gantry.Control.Decisions;
using Gantry.Resources;
using Gantry.Simulation.Platform;

namespace Gantry.Simulation.Checks;

/// <summary>Each half of each kind has one writer (docs/resources.md). Seen in every event of every run.</summary>
public sealed class Writers
{
    private const string User = "user:";

    private static readonly Dictionary<(string Kind, EventType Half), string[]> Table = new()
    {
        [(Kinds.App, EventType.Spec)] = [User],
        [(Kinds.App, EventType.Status)] = ["rollouts"],
        [(Kinds.Release, EventType.Spec)] = [User],
        [(Kinds.Release, EventType.Deleted)] = ["rollouts"],
        [(Kinds.Rollout, EventType.Spec)] = [User],
        [(Kinds.Rollout, EventType.Deleted)] = ["rollouts"],
        [(Kinds.Rollout, EventType.Status)] = ["rollouts"],
        // A request that counts on a warm replica keeps it from being retired in the transaction that starts its rollout.
        [(Kinds.Replica, EventType.Spec)] = ["rollouts", User],
        [(Kinds.Replica, EventType.Status)] = ["engine"],
        [(Kinds.Replica, EventType.Deleted)] = ["engine"],
        [(Kinds.Route, EventType.Spec)] = ["rollouts"],
        [(Kinds.Route, EventType.Deleted)] = ["rollouts"],
        [(Kinds.Edge, EventType.Spec)] = ["gantryd"],
        [(Kinds.Edge, EventType.Status)] = ["traffic"],
    };

    private readonly Room _room;

    public Writers(Room room)
    {
        _room = room;
        room.Started += life => life.Wrote += Look;
    }

    private void Look(TransitionOutcome outcome)
    {
        foreach (var twice in outcome.Events.Where(e => e.Type != EventType.Remark).GroupBy(e => (e.Key, e.Type)).Where(g => g.Count() > 1))
            _room.Violate($"I4: one change of {twice.Key.Key} has {twice.Count()} events");
        foreach (var e in outcome.Events.Where(e => e.Type != EventType.Remark && e.Actor != "bug"))
        {
            if (!Table.TryGetValue((e.Key.Kind, e.Type), out var writers) || !writers.Any(w => w == User ? e.Actor.StartsWith(User, StringComparison.Ordinal) : w == e.Actor))
                _room.Violate($"{e.Actor} writes {e.Type} of {e.Key}, which is not its to write");
        }
    }
}
