using Gantry.Edge.Decisions;

namespace Gantry.Tests.Edge.Decisions;

public sealed class HostRulesTests
{
    private readonly HostRules<string> rules = new();

    public HostRulesTests()
    {
        Assert.True(rules.Add(null, "/", "any"));
        Assert.True(rules.Add("*.example.org", "/", "wild"));
        Assert.True(rules.Add("*.eu.example.org", "/", "wilder"));
        Assert.True(rules.Add("shop.example.org", "/api", "api"));
        Assert.True(rules.Add("shop.example.org", "/api/v2/", "v2"));
        Assert.True(rules.Add("blog.example.org", "/", "blog"));
    }

    [Theory]
    [InlineData("blog.example.org", "/x", "blog")]
    [InlineData("BLOG.Example.ORG:8080", "/x", "blog")]
    [InlineData("blog.example.org.", "/x", "blog")]
    [InlineData("other.example.org", "/", "wild")]
    [InlineData("a.eu.example.org", "/", "wilder")]
    [InlineData("example.org", "/", "any")]
    [InlineData("", "/", "any")]
    [InlineData("[::1]:8080", "/", "any")]
    public void An_exact_host_comes_before_a_wildcard_and_that_before_none(string host, string path, string target) => Assert.Equal(target, Find(host, path));

    [Theory]
    [InlineData("/api", "api")]
    [InlineData("/api/", "api")]
    [InlineData("/api/v1", "api")]
    [InlineData("/api/v2", "v2")]
    [InlineData("/api/v2/x", "v2")]
    [InlineData("/api/v22", "api")]
    public void The_longest_prefix_on_a_segment_border_wins(string path, string target) => Assert.Equal(target, Find("shop.example.org", path));

    [Theory]
    [InlineData("/apis")]
    [InlineData("/API")]
    [InlineData("/")]
    public void A_host_without_a_fitting_path_falls_through(string path) => Assert.Equal("wild", Find("shop.example.org", path));

    [Fact]
    public void The_first_of_two_equal_rules_stays()
    {
        Assert.False(rules.Add("blog.example.org", "", "thief"));
        Assert.Equal("blog", Find("blog.example.org", "/"));
    }

    [Fact]
    public void Nothing_is_found_where_nothing_is() => Assert.False(new HostRules<string>().TryFind("x", "/", out _));

    private string Find(string host, string path) => rules.TryFind(host, path, out var target) ? target : "none";
}
