using Gantry.Control;
using Gantry.Control.Decisions;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Rollouts.Decisions;

namespace Gantry.Tests.Rollouts;

/// <summary>Apps that are released at the same time do not get the same place.</summary>
public sealed class CollisionTests
{
    private readonly Sandbox _sandbox = new();

    private static ServiceDefinition Web(string? host = null, int? port = null) => Sandbox.Service("web") with
    {
        Routes = host is null ? [] : [new RouteRule(host, "/", 8080)],
        Ports = port is { } published ? [new PublishedPort(published == 9000 ? "127.0.0.1" : null, published, 8080)] : [],
    };

    private Accepted Other(ServiceDefinition service) =>
        RolloutRequests.Up(_sandbox.Request with { App = "other" }, Sandbox.Release(service) with { App = "other" });

    private string Address(string app) => Assert.Single(_sandbox.World.Get(ResourceNames.App(Sandbox.Environment, app))!.SpecAs<AppSpec>().Addresses.Values);

    [Fact]
    public void What_was_judged_before_another_started_is_judged_again()
    {
        var judged = Other(Web()).Transaction!;
        _sandbox.Up(Web());
        var outcome = WorldTransition.Apply(_sandbox.World, judged, _sandbox.Now, AuditChain.Genesis);
        Assert.Equal(ResourceNames.App(Sandbox.Environment, Sandbox.App), outcome.Conflict);
        _sandbox.Accept(Other(Web()));
        Assert.NotEqual(Address(Sandbox.App), Address("other"));
    }

    [Theory]
    [InlineData("a.test", null, "route.taken")]
    [InlineData("b.test", 9000, "port.taken")]
    [InlineData("b.test", 9001, null)]
    public void A_rollout_has_its_place_from_its_start(string host, int? port, string? refused)
    {
        _sandbox.Up(Web("a.test", 9000));
        Assert.Equal(refused is null ? [] : [refused], Other(Web(host, port)).Problems.Select(p => p.Code));
        _sandbox.Settle();
        Assert.Equal(refused is null ? [] : [refused], Other(Web(host, port)).Problems.Select(p => p.Code));
    }
}
