using Gantry.Resources.Api;
using Gantry.Resources.Apps;
using Gantry.Trust.Decisions.Exposure;
using Gantry.Trust.Decisions.Judging;
using Gantry.Trust.Decisions.Severities;
using Gantry.Trust.Sbom;

namespace Gantry.Tests.Trust.Exposure;

public sealed class UrgencyTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    private static ExposedVulnerability Of(string id, string severity, Reach reach = Reach.Inside, bool runs = true, long requests = 0, string? repaired = null, int days = 0) => new()
    {
        Id = id,
        Severity = severity,
        Package = "p",
        Type = "npm",
        Version = "1",
        Fixed = repaired,
        Since = Monday.AddDays(-days),
        Services = [new ExposedService("production", "shop", "web", 1, runs, reach, requests)],
    };

    private static string Order(params ExposedVulnerability[] findings) => string.Join(' ', Urgency.Order(findings).Select(f => f.Id));

    [Fact]
    public void What_runs_goes_before_what_a_rollback_would_bring() => Assert.Equal("b a", Order(Of("a", "critical", runs: false), Of("b", "low")));

    [Fact]
    public void What_clients_reach_goes_before_what_they_do_not() =>
        Assert.Equal("c b a", Order(Of("a", "critical"), Of("b", "high", Reach.Behind), Of("c", "high", Reach.Public)));

    [Fact]
    public void What_is_severe_inside_goes_before_what_is_not_and_open_to_all() => Assert.Equal("b a", Order(Of("a", "medium", Reach.Public), Of("b", "high")));

    [Fact]
    public void Of_those_alike_the_one_that_can_be_mended_comes_first_then_the_busier_then_the_older() =>
        Assert.Equal("d c b a", Order(Of("a", "high"), Of("b", "high", days: 3), Of("c", "high", requests: 9), Of("d", "high", repaired: "2")));

    [Fact]
    public void What_nobody_has_rated_stays_above_what_does_no_harm() => Assert.Equal("b a", Order(Of("a", "none"), Of("b", "unknown")));

    private static ServiceDefinition Service(string name, RouteRule? route = null, params string[] needs) => new()
    {
        Name = name,
        Routes = route is null ? [] : [route],
        DependsOn = [.. needs.Select(n => new Dependency(n, DependencyCondition.Started))],
    };

    [Fact]
    public void A_route_reaches_what_its_service_depends_on_however_far_and_in_circles()
    {
        var app = new AppDefinition { Name = "shop", Environment = "production", ProjectDirectory = "", Services = [Service("web", new RouteRule(null, "/", 80), "api"), Service("api", null, "store"), Service("store", null, "api"), Service("batch", null, "store")] };
        var reach = Reaches.Of(app);
        Assert.Equal([Reach.Public, Reach.Behind, Reach.Behind, Reach.Inside], app.Services.Select(s => reach[s.Name]));
    }

    private static Finding Found(string type, string? repaired) => new()
    {
        Id = "CVE-1",
        Component = new Component { Type = type, Name = "openssl", Version = "1", Path = "app/lock" },
        Fixed = repaired,
        Rating = new Rating(Level.High),
    };

    [Theory]
    [InlineData("deb", true, "web:1", "2", "gantry up '/srv/my shop' --env test --refresh")]
    [InlineData("npm", true, "web:1", "2", "raise openssl to 2 (found in app/lock), then gantry up '/srv/my shop' --env test")]
    [InlineData("npm", false, "nginx:1", "2", "gantry up '/srv/my shop' --env test --refresh")]
    [InlineData("deb", false, "nginx@sha256:1", "2", "write a newer digest than nginx@sha256:1 into the compose file, then gantry up '/srv/my shop' --env test")]
    [InlineData("deb", true, "web:1", null, null)]
    public void The_remedy_is_what_somebody_can_run(string type, bool built, string image, string? repaired, string? remedy) =>
        Assert.Equal(remedy, Remedy.Of(Found(type, repaired), new AppDefinition { Name = "shop", Environment = "test", ProjectDirectory = "/srv/my shop", Services = [] }, built, image));
}
