using Gantry.Resources.Rollouts;
using Gantry.Resources.Routes;

namespace Gantry.Simulation.Planted;

/// <summary>Plans as a buggy planner would make them.</summary>
internal static class PlanBugs
{
    public static Plan Of(PlantedBug bug, Plan plan) => plan with { Steps = Steps(bug, plan.Steps) };

    private static IReadOnlyList<Step> Steps(PlantedBug bug, IReadOnlyList<Step> steps) => bug switch
    {
        PlantedBug.SwitchedBeforeReady => [.. steps.OrderBy(s => s is StartStep ? 1 : 0)],
        PlantedBug.TwoVolumeOwners => StopLast(steps),
        PlantedBug.JobSkipped => [.. steps.Where(s => s is not JobStep)],
        PlantedBug.JobsLast => [.. steps.OrderBy(s => s is JobStep ? 1 : 0)],
        PlantedBug.HoldForgotten => [.. steps.Where(s => s is not HoldStep)],
        PlantedBug.HoldNeverLifted => Shifts(steps, (change, _) => change.Spec is { } spec && steps.OfType<HoldStep>().Any(h => h.Service == change.Service)
            ? change with { Spec = spec with { Hold = true } } : change),
        PlantedBug.WeightZero => Shifts(steps, (change, _) => Backends(change, b => b with { Weight = 0 })),
        PlantedBug.RollingTakesTooMany => Shifts(steps, (change, _) => change.Spec is { Backends.Count: > 1 } spec
            ? change with { Spec = spec with { Backends = [spec.Backends[^1]] } } : change),
        PlantedBug.ScaleDownTakesServing => [.. steps.Select(s => s is RetireStep { After.Ticks: 0 } retire && Serving(steps) is { Count: > 0 } serving ? retire with { Replicas = serving } : s)],
        PlantedBug.RouteNeverRemoved => [.. steps.Select(s => s is ShiftStep shift && shift.Routes.Any(r => r.Spec is not null) ? shift with { Routes = [.. shift.Routes.Where(r => r.Spec is not null)] } : s)],
        _ => steps,
    };

    private static List<Step> Shifts(IReadOnlyList<Step> steps, Func<RouteChange, ShiftStep, RouteChange> change) =>
        [.. steps.Select(s => s is ShiftStep shift ? shift with { Routes = [.. shift.Routes.Select(r => change(r, shift))] } : s)];

    private static RouteChange Backends(RouteChange change, Func<Backend, Backend> with) =>
        change.Spec is { } spec ? change with { Spec = spec with { Backends = [.. spec.Backends.Select(with)] } } : change;

    private static List<string> Serving(IReadOnlyList<Step> steps) =>
        [.. steps.OfType<ShiftStep>().SelectMany(s => s.Routes).SelectMany(r => r.Spec?.Backends ?? []).SelectMany(b => b.Replicas).Distinct().Take(1)];

    private static List<Step> StopLast(IReadOnlyList<Step> steps)
    {
        var list = steps.ToList();
        for (var n = 0; n + 1 < list.Count; n++)
        {
            if (list[n] is StopStep && list[n + 1] is StartStep) (list[n], list[n + 1]) = (list[n + 1], list[n]);
        }
        return list;
    }
}
