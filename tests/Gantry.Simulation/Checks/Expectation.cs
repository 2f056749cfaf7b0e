using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Releases;
using Gantry.Resources.Rollouts;

namespace Gantry.Simulation.Checks;

/// <summary>A service that somebody may count on, with its definitions of before and after where a rollout is under way.</summary>
public sealed record LiveService(string App, ServiceDefinition Definition, ServiceDefinition Other)
{
    public string Key => $"{App}.{Definition.Name}";

    /// <summary>So many must be able to take requests at any moment.</summary>
    public int Minimum => Math.Min(Definition.Replicas, Other.Replicas);

    public bool IsReplacedWhole => Replaced(Definition) || Replaced(Other);

    private static bool Replaced(ServiceDefinition s) => s.Mounts.Count > 0 || s.Rollout.Strategy == Strategy.Recreate;
}

/// <summary>What may be expected of the platform, read from what it has stored.</summary>
public static class Expectation
{
    /// <summary>Services with ports that are part of what is live, and of what is being rolled out.</summary>
    public static IReadOnlyList<LiveService> LiveServices(World world)
    {
        var services = new List<LiveService>();
        foreach (var app in world.List<AppSpec, AppStatus>(Kinds.App))
        {
            if (GaveUp(world, app.Key.Name) || Live(world, app) is not { } live) continue;
            var rollout = Running(world, app);
            var target = rollout is null ? live : rollout.Spec.To is { } to ? Release(world, app, to) : null;
            var source = rollout is null ? live : rollout.Spec.From is { } from ? Release(world, app, from) : null;
            if (target is null || source is null) continue;
            foreach (var service in source.Definition.Services.Where(s => s is { OneOff: false, Expose.Count: > 0 }))
            {
                if (target.Definition.Services.FirstOrDefault(s => s.Name == service.Name) is { } other) services.Add(new LiveService(app.Key.Name, service, other));
            }
        }
        return services;
    }

    /// <summary>The newest rollout failed, and says that what was there before could not be put back.</summary>
    public static bool GaveUp(World world, string app) =>
        world.Get<AppSpec, AppStatus>(ResourceNames.App("production", app)) is { } found
        && Last(world, found)?.Status?.Failure?.Message.Contains("could not be put back", StringComparison.Ordinal) == true;

    public static Resource<RolloutSpec, RolloutStatus>? Running(World world, Resource<AppSpec, AppStatus> app) =>
        Last(world, app) is { Status: null or { Ended: false } } running ? running : null;

    public static Resource<RolloutSpec, RolloutStatus>? Last(World world, Resource<AppSpec, AppStatus> app) =>
        world.Get<RolloutSpec, RolloutStatus>(ResourceNames.Rollout(app.Key.Scope, app.Key.Name, app.Spec.LastRollout));

    public static ReleaseSpec? Live(World world, Resource<AppSpec, AppStatus> app) => app.Status?.Live is { } number ? Release(world, app, number) : null;

    public static ReleaseSpec? Release(World world, Resource<AppSpec, AppStatus> app, int number) =>
        world.Get(ResourceNames.Release(app.Key.Scope, app.Key.Name, number))?.SpecAs<ReleaseSpec>();
}
