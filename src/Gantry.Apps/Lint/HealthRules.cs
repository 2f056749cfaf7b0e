using Gantry.Resources.Apps;

namespace Gantry.Apps.Lint;

internal static class HealthRules
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(30);

    public static IReadOnlyList<LintRule> All { get; } =
    [
        new("lint.no-health", "a routed service whose readiness is not checked", "A port that is open is not a program that can answer: requests go to replicas that still start or have stopped working.") { Find = NoHealth },
        new("lint.slow-healthcheck", "a health check that delays every release", "A new replica that is not healthy at the first look is looked at again after the interval, and the release waits.") { Find = Slow },
        new("lint.depends-started", "waiting for the start of a service whose health is known", "Started is not ready: what depends on it meets a service that refuses connections, on each first start.") { Find = Started },
        new("lint.health-timeout", "a health check that may run longer than its interval", "A service that hangs is noticed late.") { Find = Overlong },
    ];

    private static IEnumerable<Finding> NoHealth(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        where service.Routes.Count > 0 && service.Rollout.Probe is null && !HasCheck(service)
        select new Finding($"services.{service.Name}", $"'{service.Name}' has routes, and nothing checks that it can answer.", "Add 'x-gantry: {probe: {path: /healthz}}' or a healthcheck.");

    private static IEnumerable<Finding> Slow(AppDefinition app, ComposeFacts facts)
    {
        foreach (var service in app.Services)
        {
            if (service is not { Healthcheck: { Disabled: false, Test.Count: > 0 } check, Rollout: { Probe: null } rollout }) continue;
            var interval = check.Interval ?? DefaultInterval;
            if (interval < DefaultInterval) continue;
            yield return new Finding($"services.{service.Name}.healthcheck{(check.Interval is null ? "" : ".interval")}",
                $"A new replica of '{service.Name}' that is not healthy at the first look is looked at again only after {interval.TotalSeconds:0} s.",
                interval >= rollout.ReadyWithin ? $"Shorten 'interval': the rollout fails after {rollout.ReadyWithin.TotalSeconds:0} s." : "Write 'interval: 5s', or an x-gantry.probe.");
        }
    }

    private static IEnumerable<Finding> Started(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        from dependency in service.DependsOn
        // Who writes service_started has thought of it.
        where dependency.Condition == DependencyCondition.Started && !facts.Has($"services.{service.Name}.depends_on.{dependency.Service}.condition")
        let other = app.Services.FirstOrDefault(s => s.Name == dependency.Service)
        where other is { OneOff: false } && HasCheck(other)
        select new Finding($"services.{service.Name}.depends_on.{other.Name}", $"'{service.Name}' waits for '{other.Name}' to start, and not until it is ready.",
            $"Write 'depends_on: {{{other.Name}: {{condition: service_healthy}}}}'.");

    private static IEnumerable<Finding> Overlong(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        where service.Healthcheck is { Disabled: false } check && check.Timeout > check.Interval
        select new Finding($"services.{service.Name}.healthcheck.timeout", $"A health check of '{service.Name}' may take longer than its interval.", "Make 'timeout' shorter than 'interval'.");

    private static bool HasCheck(ServiceDefinition service) => service.Healthcheck is { Disabled: false, Test.Count: > 0 };
}
