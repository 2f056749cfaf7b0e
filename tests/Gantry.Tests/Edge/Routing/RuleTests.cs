using Gantry.Edge.Routing;
using Gantry.Resources.Apps;
using Gantry.Resources.Traffic;
using static Gantry.Tests.Edge.Snapshots;

namespace Gantry.Tests.Edge.Routing;

public sealed class RuleTests
{
    private readonly ManualTime time = new();
    private readonly TrafficSwitch traffic;

    public RuleTests() => traffic = new TrafficSwitch(time);

    [Fact]
    public void Of_the_rules_for_a_path_the_one_with_the_most_conditions_that_hold_is_taken()
    {
        var beta = new RouteCondition(ConditionOn.Header, "x-beta", "*");
        traffic.Apply(Of(1,
            Ruled("plain", new RouteRule(null, "/", 80)),
            Ruled("beta", new RouteRule(null, "/", 80) { Match = new RouteMatch { Conditions = [beta] } }),
            Ruled("beta post", new RouteRule(null, "/", 80) { Match = new RouteMatch { Methods = ["POST"], Conditions = [beta] } })));
        Assert.Equal("plain", Find("/", new SaidFacts()));
        Assert.Equal("beta", Find("/", new SaidFacts { Headers = [("X-Beta", "1")] }));
        Assert.Equal("beta post", Find("/", new SaidFacts { Verb = "POST", Headers = [("X-Beta", "1")] }));
        Assert.Equal("plain", Find("/", null));
    }

    [Fact]
    public void Where_no_condition_holds_the_next_shorter_path_is_asked()
    {
        traffic.Apply(Of(1,
            Ruled("root", new RouteRule(null, "/", 80)),
            Ruled("writes", new RouteRule("x.test", "/api", 80) { Match = new RouteMatch { Methods = ["POST"] } })));
        Assert.Equal("writes", Find("/api/1", new SaidFacts { Verb = "POST" }, "x.test"));
        Assert.Equal("root", Find("/api/1", new SaidFacts(), "x.test"));
    }

    [Fact]
    public void An_exact_path_comes_before_a_prefix_and_is_nothing_else()
    {
        traffic.Apply(Of(1, Ruled("all", new RouteRule(null, "/a", 80)), Ruled("one", new RouteRule(null, "/a", 80) { Exact = true })));
        Assert.Equal("one", Find("/a", null));
        Assert.Equal("all", Find("/a/", null));
        Assert.Equal("all", Find("/a/b", null));
    }

    [Fact]
    public void A_rate_is_for_all_and_its_count_outlives_a_snapshot()
    {
        var rule = new RouteRule(null, "/", 80) { Rate = new RateLimit(2, TimeSpan.FromSeconds(1)) };
        traffic.Apply(Of(1, Ruled("a", rule)));
        Assert.Equal([ClaimOutcome.Claimed, ClaimOutcome.Claimed, ClaimOutcome.Limited], Ask(3, client: 1));
        traffic.Apply(Of(2, Ruled("a", rule with { Port = 81 }), Ruled("b", new RouteRule(null, "/b", 80))));
        Assert.Equal([ClaimOutcome.Limited], Ask(1, client: 2));
        time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal([ClaimOutcome.Claimed, ClaimOutcome.Limited], Ask(2, client: 2));
    }

    [Fact]
    public void A_client_that_asks_too_much_takes_nothing_from_others()
    {
        traffic.Apply(Of(1, Ruled("a", new RouteRule(null, "/", 80) { RatePerClient = new RateLimit(1, TimeSpan.FromMinutes(1)), Rate = new RateLimit(3, TimeSpan.FromMinutes(1)) })));
        Assert.Equal([ClaimOutcome.Claimed, ClaimOutcome.Limited, ClaimOutcome.Limited, ClaimOutcome.Limited], Ask(4, client: 1));
        Assert.Equal([ClaimOutcome.Claimed], Ask(1, client: 2));
        Assert.Equal([ClaimOutcome.Claimed], Ask(1, client: 3));
        Assert.Equal([ClaimOutcome.Limited], Ask(1, client: 4));
    }

    [Fact]
    public void What_is_tried_again_is_not_counted_again()
    {
        traffic.Apply(Of(1, Ruled("a", new RouteRule(null, "/", 80) { Rate = new RateLimit(1, TimeSpan.FromMinutes(1)) })));
        var ticket = new Ticket(Query(1));
        Assert.Equal(ClaimOutcome.Claimed, traffic.Claim(ticket.Query, ticket.Tried, ticket.IsFirst()).Outcome);
        Assert.Equal(ClaimOutcome.Claimed, traffic.Claim(ticket.Query, ticket.Tried, ticket.IsFirst()).Outcome);
        Assert.Equal([ClaimOutcome.Limited], Ask(1, client: 1));
    }

    private IEnumerable<ClaimOutcome> Ask(int times, ulong client) => [.. Enumerable.Range(0, times).Select(_ =>
    {
        var attempt = traffic.Claim(Query(client), isFirst: true);
        attempt.Claim?.Dispose();
        if (attempt.Outcome == ClaimOutcome.Limited) Assert.InRange(attempt.RetryAfter, 1, 60);
        return attempt.Outcome;
    })];

    private static RouteQuery Query(ulong client) => RouteQuery.ByRule("", "/") with { Facts = new SaidFacts { Client = client } };

    private string? Find(string path, SaidFacts? facts, string host = "") => traffic.Table.Find(RouteQuery.ByRule(host, path) with { Facts = facts })?.Route.Name;

    private static SnapshotRoute Ruled(string name, params RouteRule[] rules) => Route(Backend(1, 100, "a")) with { Name = name, Rules = rules };
}
