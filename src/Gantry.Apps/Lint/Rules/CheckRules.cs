using Gantry.Resources.Apps;

namespace Gantry.Apps.Lint;

/// <summary>Health checks that say the wrong thing, or say it late.</summary>
internal static class CheckRules
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(30);
    private static readonly string[] AlwaysTrue = ["|| true", "||true", "|| exit 0", "; true", "; exit 0"];

    public static IReadOnlyList<LintRule> All { get; } =
    [
        new("GA011", "slow-healthcheck", "a health check that delays every release", "A new replica that is not healthy at the first look is looked at again after the interval, and the release waits.")
        {
            Find = Slow,
            Bad = "web:\n  image: shop/web:1\n  healthcheck: { test: [CMD, ready], interval: 60s }",
            Good = "web:\n  image: shop/web:1\n  healthcheck: { test: [CMD, ready], interval: 5s }",
        },
        new("GA013", "health-timeout", "a health check that may run longer than its interval", "A service that hangs is noticed late.")
        {
            Find = Overlong,
            Bad = "web:\n  image: shop/web:1\n  healthcheck: { test: [CMD, ready], interval: 5s, timeout: 20s }",
            Good = "web:\n  image: shop/web:1\n  healthcheck: { test: [CMD, ready], interval: 5s, timeout: 2s }",
        },
        new("GA015", "check-always-passes", "a health check that cannot fail", "A service that has stopped working counts as ready and gets requests.")
        {
            Find = Harmless,
            Bad = "web:\n  image: shop/web:1\n  healthcheck: { test: \"wget -q localhost:8080/healthz || true\", interval: 5s }",
            Good = "web:\n  image: shop/web:1\n  healthcheck: { test: \"wget -q localhost:8080/healthz\", interval: 5s }",
        },
        new("GA016", "one-failure-unhealthy", "a health check that condemns at the first failure", "One slow answer, as a busy minute brings it, takes the replica out of traffic, and the others get its share on top.")
        {
            Find = Hasty,
            Bad = "web:\n  image: shop/web:1\n  healthcheck: { test: [CMD, ready], interval: 5s, retries: 1 }",
            Good = "web:\n  image: shop/web:1\n  healthcheck: { test: [CMD, ready], interval: 5s, retries: 3 }",
        },
    ];

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

    private static IEnumerable<Finding> Overlong(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        where service.Healthcheck is { Disabled: false } check && check.Timeout > check.Interval
        select new Finding($"services.{service.Name}.healthcheck.timeout", $"A health check of '{service.Name}' may take longer than its interval.", "Make 'timeout' shorter than 'interval'.");

    private static IEnumerable<Finding> Harmless(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        where service.Healthcheck is { Disabled: false } check
            && (check.Shell ? check.Test.Any(t => AlwaysTrue.Any(e => t.TrimEnd().EndsWith(e, StringComparison.Ordinal))) : check.Test is ["true" or "/bin/true"])
        select new Finding($"services.{service.Name}.healthcheck.test", $"The health check of '{service.Name}' passes whatever happens.", "Let the command end with the code that tells the truth.");

    private static IEnumerable<Finding> Hasty(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        where service.Healthcheck is { Disabled: false, Retries: 1 }
        select new Finding($"services.{service.Name}.healthcheck.retries", $"One failed check takes a replica of '{service.Name}' out of traffic.", "Write 'retries: 3' and a shorter interval.");
}
