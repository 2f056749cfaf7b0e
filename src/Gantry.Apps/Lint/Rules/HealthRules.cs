using Gantry.Resources.Apps;

namespace Gantry.Apps.Lint;

/// <summary>Whether somebody looks, and who waits for whom.</summary>
internal static class HealthRules
{
    public static IReadOnlyList<LintRule> All { get; } =
    [
        new("GA010", "no-health", "a routed service whose readiness is not checked", "A port that is open is not a program that can answer: requests go to replicas that still start or have stopped working.")
        {
            Find = NoHealth,
            Bad = "web:\n  image: shop/web:1\n  x-gantry: { route: { path: / } }",
            Good = "web:\n  image: shop/web:1\n  x-gantry: { route: { path: / }, probe: { path: /healthz } }",
        },
        new("GA012", "depends-started", "waiting for the start of a service whose health is known", "Started is not ready: what depends on it meets a service that refuses connections, on each first start.")
        {
            Find = Started,
            Bad = "web:\n  image: shop/web:1\n  depends_on: [db]\ndb:\n  image: shop/db:1\n  healthcheck: { test: [CMD, ready], interval: 5s }",
            Good = "web:\n  image: shop/web:1\n  depends_on: { db: { condition: service_healthy } }\ndb:\n  image: shop/db:1\n  healthcheck: { test: [CMD, ready], interval: 5s }",
        },
        new("GA014", "healthcheck-disabled", "a routed service whose health check is turned off", "The image's authors knew how to see that it works; without their check and without a probe, nobody looks.")
        {
            Find = TurnedOff,
            Bad = "web:\n  image: shop/web:1\n  healthcheck: { disable: true }\n  x-gantry: { route: { path: / } }",
            Good = "web:\n  image: shop/web:1\n  healthcheck: { disable: true }\n  x-gantry: { route: { path: / }, probe: { path: / } }",
        },
        new("GA017", "store-without-health", "a store that others depend on, without a health check", "Stores take their time to start, above all after a crash. What depends on them fails meanwhile, or is started again and again.")
        {
            Find = StoreWithout,
            Bad = "web:\n  image: shop/web:1\n  depends_on: [db]\ndb:\n  image: postgres:17",
            Good = "web:\n  image: shop/web:1\n  depends_on: { db: { condition: service_healthy } }\ndb:\n  image: postgres:17\n  healthcheck: { test: [CMD, pg_isready, -U, postgres], interval: 5s }",
        },
    ];

    private static IEnumerable<Finding> NoHealth(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        where service.Routes.Count > 0 && service.Rollout.Probe is null && service.Healthcheck is not { Disabled: true } && !HasCheck(service)
        select new Finding($"services.{service.Name}", $"'{service.Name}' has routes, and nothing checks that it can answer.", "Add 'x-gantry: {probe: {path: /healthz}}' or a healthcheck.");

    private static IEnumerable<Finding> Started(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        from dependency in service.DependsOn
        // Who writes service_started has thought of it.
        where dependency.Condition == DependencyCondition.Started && !facts.Has($"services.{service.Name}.depends_on.{dependency.Service}.condition")
        let other = app.Services.FirstOrDefault(s => s.Name == dependency.Service)
        where other is { OneOff: false } && HasCheck(other)
        select new Finding($"services.{service.Name}.depends_on.{other.Name}", $"'{service.Name}' waits for '{other.Name}' to start, and not until it is ready.",
            $"Write 'depends_on: {{{other.Name}: {{condition: service_healthy}}}}'.");

    private static IEnumerable<Finding> TurnedOff(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        where service is { Healthcheck.Disabled: true, Rollout.Probe: null, Routes.Count: > 0 }
        select new Finding($"services.{service.Name}.healthcheck", $"The health check of '{service.Name}' is turned off, and it has no probe instead.", "Add 'x-gantry: {probe: {path: /healthz}}', or let the image's check be.");

    private static IEnumerable<Finding> StoreWithout(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        where KnownImages.StoreDirectory(service) is not null && !HasCheck(service) && service.Rollout.Probe is null
            && app.Services.Any(s => s.DependsOn.Any(d => d.Service == service.Name))
        select new Finding($"services.{service.Name}", $"Others depend on '{service.Name}', and nothing tells when it is ready.", "Add a healthcheck with the program's own tool, such as pg_isready, and wait for service_healthy.");

    internal static bool HasCheck(ServiceDefinition service) => service.Healthcheck is { Disabled: false, Test.Count: > 0 };
}
