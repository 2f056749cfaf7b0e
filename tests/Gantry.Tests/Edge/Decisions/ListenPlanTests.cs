using System.Net;
using Gantry.Edge.Decisions;
using Gantry.Resources.Apps;

namespace Gantry.Tests.Edge.Decisions;

public sealed class ListenPlanTests
{
    private static readonly IPEndPoint Http = IPEndPoint.Parse("127.0.0.1:8080");

    [Fact]
    public void Without_a_snapshot_only_the_http_address_is_listened_on()
    {
        var plan = ListenPlan.Of(Http);
        Assert.Null(Assert.Single(plan.Targets).Value.Route);
    }

    [Fact]
    public void A_service_has_its_own_address_for_its_callers_and_published_ports_for_all()
    {
        var route = Snapshots.Route() with { Address = "127.0.1.5", Ports = [80, 81], Callers = ["10.0.0.9"], Published = [new(null, 9000, 80), new("0.0.0.0", 9001, 81)] };
        var plan = ListenPlan.Of(Http).With(Snapshots.Of(1, route), IPAddress.Parse("127.0.0.7"));
        Assert.Empty(plan.Conflicts);
        Assert.Equal(5, plan.Targets.Count);
        Assert.True(plan.Targets[IPEndPoint.Parse("127.0.1.5:81")].IsPrivate);
        Assert.Contains(IPAddress.Parse("10.0.0.9"), plan.Targets[IPEndPoint.Parse("127.0.1.5:80")].Callers!);
        Assert.Equal(80, plan.Targets[IPEndPoint.Parse("127.0.0.7:9000")].Port);
        Assert.False(plan.Targets[IPEndPoint.Parse("0.0.0.0:9001")].IsPrivate);
    }

    [Fact]
    public void Ports_with_rules_or_an_http_probe_are_known_to_speak_http()
    {
        var route = Snapshots.Route() with
        {
            Address = "127.0.1.5",
            Ports = [80, 81, 82],
            Probe = new ProbeDefinition { Kind = ProbeKind.Http, Port = 81 },
        };
        var targets = ListenPlan.Of(Http).With(Snapshots.Of(1, route), IPAddress.Loopback).Targets;
        Assert.Equal([80, 81], targets.Values.Where(target => target.Route is not null && target.SpeaksHttp).Select(target => target.Port).Order());
    }

    [Fact]
    public void An_address_that_is_taken_is_a_conflict_of_the_later_route_and_stops_nothing_else()
    {
        var first = Snapshots.Route() with { Name = "a", Published = [new(null, 9000, 80)] };
        var second = Snapshots.Route() with { Name = "b", Published = [new(null, 9000, 80), new(null, 8080, 80), new(null, 9001, 80)] };
        var plan = ListenPlan.Of(Http).With(Snapshots.Of(1, first, second), IPAddress.Loopback);
        Assert.Equal(["taken by route a", "taken by the HTTP listener of this edge"], plan.Conflicts.Select(conflict => conflict.Reason));
        Assert.All(plan.Conflicts, conflict => Assert.Equal("b", conflict.Route));
        Assert.Equal("b", plan.Targets[IPEndPoint.Parse("127.0.0.1:9001")].Route);
    }
}
