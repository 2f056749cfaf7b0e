using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Releases;
using Gantry.Resources.Replicas;
using Gantry.Resources.Rollouts;
using Gantry.Resources.Routes;

namespace Gantry.Rollouts.Decisions;

/// <summary>
/// From what is there to what shall be. It looks only at what is there, so that the same function makes the first release,
/// an update, a rollback to warm replicas, and the way back from a rollout that stopped anywhere in the middle.
/// </summary>
public static class Planner
{
    public static Plan Make(PlanInput input) => input.Target is { } target ? new Draft(input, target).Make() : Leave(input);

    /// <summary>Everything away: out of the routes at once, then stopped in the reverse of the starting order.</summary>
    private static Plan Leave(PlanInput input)
    {
        var present = new Present(input);
        var steps = new List<Step>();
        if (present.Routes.Count > 0)
        {
            steps.Add(new ShiftStep
            {
                Says = $"take {Text.List(present.Routes.Keys.Order(StringComparer.Ordinal))} off the edge",
                Routes = [.. present.Routes.Keys.Order(StringComparer.Ordinal).Select(s => new RouteChange(s, null))],
            });
        }
        var levels = input.Live is { } live ? StartOrder.Levels(live.Definition.Services).Reverse().ToList() : [];
        var left = present.Replicas.ToDictionary(r => r.Key.Name, r => r.Spec, StringComparer.Ordinal);
        foreach (var level in levels) StopAll(left.Where(r => level.Any(s => s.Name == r.Value.Service)).Select(r => r.Key).ToList());
        StopAll([.. left.Keys]);
        var changes = present.Replicas.Select(r => r.Spec.Service).Union(present.Routes.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(s => new ServiceChange(s, ChangeKind.Remove, Strategy.Auto, [])).ToList();
        return new Plan { Steps = steps, Changes = changes };

        void StopAll(List<string> names)
        {
            if (names.Count == 0) return;
            names.Sort(StringComparer.Ordinal);
            steps.Add(new StopStep { Replicas = names, Says = $"stop {Text.Replicas(names.Select(n => left[n].Service))}" });
            foreach (var name in names) left.Remove(name);
        }
    }
}
