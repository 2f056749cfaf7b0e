using Gantry.Edge.Tls.Decisions;
using Gantry.Resources.Apps;

namespace Gantry.Tests.Edge.Tls.Decisions;

public sealed class HostDemandsTests
{
    private static readonly ClientDemand Requires = new(ClientCertificates.Require, "partners");
    private static readonly ClientDemand Asks = new(ClientCertificates.Optional, "partners");

    [Theory]
    [InlineData("all.test", ClientCertificates.Require)]
    [InlineData("ALL.test", ClientCertificates.Require)]
    [InlineData("some.test", ClientCertificates.Optional)]
    [InlineData("asks.test", ClientCertificates.Optional)]
    [InlineData("a.wild.test", ClientCertificates.Require)]
    [InlineData("b.a.wild.test", ClientCertificates.Require)]
    [InlineData("own.wild.test", ClientCertificates.Optional)]
    [InlineData("wild.test", null)]
    [InlineData("plain.test", null)]
    [InlineData("other.test", null)]
    [InlineData("", null)]
    public void A_host_requires_what_all_of_its_routes_require_and_asks_for_what_some_do(string host, ClientCertificates? mode)
    {
        var demands = new HostDemands(
        [
            Rule("all.test", "/", Requires), Rule("all.test", "/a", Requires),
            Rule("some.test", "/", null), Rule("some.test", "/a", Requires),
            Rule("asks.test", "/", Asks),
            Rule("*.wild.test", "/", Requires), Rule("own.wild.test", "/open", null),
            Rule("plain.test", "/", null), Rule(null, "/", null),
        ]);
        Assert.Equal(mode, demands.For(host)?.Mode);
        Assert.Equal(["partners"], demands.Authorities);
    }

    [Fact]
    public void A_route_that_is_served_without_TLS_too_keeps_its_host_from_requiring() =>
        Assert.Equal(ClientCertificates.Optional, new HostDemands([Rule("a.test", "/", Requires), new RouteRule("a.test", "/b", 80)]).For("a.test")!.Mode);

    [Fact]
    public void Of_two_bundles_for_a_host_the_first_counts() =>
        Assert.Equal("first", new HostDemands([Rule("a.test", "/", Requires with { Authorities = "first" }), Rule("a.test", "/b", Requires)]).For("a.test")!.Authorities);

    private static RouteRule Rule(string? host, string path, ClientDemand? demand) => new(host, path, 80) { Tls = RouteTls.Files, ClientCertificates = demand };
}
