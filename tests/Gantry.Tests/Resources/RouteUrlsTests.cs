using Gantry.Resources.Apps;
using Gantry.Resources.Routes;

namespace Gantry.Tests.Resources;

public sealed class RouteUrlsTests
{
    [Theory]
    [InlineData(null, "/", "127.0.0.1:8080", "http://127.0.0.1:8080")]
    [InlineData(null, "/api", "127.0.0.1:8080", "http://127.0.0.1:8080/api")]
    [InlineData("shop.example", "/", "127.0.0.1:8080", "http://shop.example:8080")]
    [InlineData("shop.example", "/", "0.0.0.0:80", "http://shop.example")]
    [InlineData(null, "/", "0.0.0.0:80", "http://127.0.0.1")]
    public void A_rule_is_a_url_at_the_address_of_the_edge(string? host, string path, string http, string url) =>
        Assert.Equal([url], RouteUrls.Http(Route(new RouteRule(host, path, 80)), http));

    [Theory]
    [InlineData("127.0.0.1:8443", "https://shop.example:8443/api")]
    [InlineData("0.0.0.0:443", "https://shop.example/api")]
    [InlineData(null, "http://shop.example:8080/api")]
    public void A_rule_for_https_is_a_url_at_that_address(string? https, string url) =>
        Assert.Equal([url], RouteUrls.Http(Route(new RouteRule("shop.example", "/api", 80) { Tls = RouteTls.Files }), "127.0.0.1:8080", https));

    [Fact]
    public void A_published_port_without_address_is_on_loopback() =>
        Assert.Equal(["127.0.0.1:5432"], RouteUrls.Ports(Route() with { Published = [new PublishedPort(null, 5432, 5432)] }));

    private static RouteSpec Route(params RouteRule[] rules) =>
        new() { App = "shop", Environment = "production", Service = "web", Address = "127.1.0.1", Rules = rules };
}
