using Gantry.Edge.Routing;
using Gantry.Resources.Apps;
using Gantry.Resources.Traffic;
using static Gantry.Tests.Edge.Snapshots;

namespace Gantry.Tests.Edge.Routing;

public sealed class BalanceTests
{
    private const int Asked = 3000;

    private readonly ManualTime time = new();
    private readonly TrafficSwitch traffic;

    public BalanceTests() => traffic = new TrafficSwitch(time);

    [Theory]
    [InlineData(Balancing.RoundRobin)]
    [InlineData(Balancing.LeastRequest)]
    [InlineData(Balancing.LeastBusy)]
    public void Every_way_keeps_to_the_weights_of_releases(Balancing way)
    {
        traffic.Apply(Of(1, Route(Backend(1, 30, "a", "b", "c"), Backend(2, 70, "d", "e", "f")) with { Policy = new TrafficPolicy { Balance = way } }));
        var got = Enumerable.Range(0, 1000).Select(_ => Ask()).ToList();
        Assert.Equal(300, got.Count(name => name is "a" or "b" or "c"));
        foreach (var name in "def") Assert.InRange(got.Count(one => one == name.ToString()), 180, 290);
    }

    [Fact]
    public void One_after_the_other_does_not_ask_who_is_busy()
    {
        traffic.Apply(Of(1, Route(Backend(1, 1, "a", "b")) with { Policy = new TrafficPolicy { Balance = Balancing.RoundRobin } }));
        var held = Enumerable.Range(0, 4).Select(_ => traffic.Claim(Query()).Claim!).ToList();
        Assert.Equal(["a", "b", "a", "b"], held.Select(claim => claim.Gauge.Name));
        held.ForEach(claim => claim.Dispose());
    }

    [Fact]
    public void Of_two_the_less_busy_is_taken()
    {
        traffic.Apply(Of(1, Route(Backend(1, 1, "a", "b", "c")) with { Policy = new TrafficPolicy { Balance = Balancing.LeastRequest } }));
        var held = Enumerable.Range(0, 300).Select(_ => traffic.Claim(Query()).Claim!).ToList();
        var counts = traffic.Gauges().Select(gauge => gauge.InFlight).ToList();
        Assert.True(counts.Max() - counts.Min() <= 6, string.Join(", ", counts));
        held.ForEach(claim => claim.Dispose());
    }

    [Fact]
    public void The_same_key_comes_to_the_same_replica_and_others_stay_when_one_is_down()
    {
        traffic.Apply(Of(1, Route(Backend(1, 1, "a", "b", "c", "d")) with { Policy = new TrafficPolicy { Balance = Balancing.Hash, Hash = new HashSource(HashOn.Header, "x-user") } }));
        var before = Enumerable.Range(0, 200).Select(user => Ask(User(user))).ToList();
        Assert.Equal(before, Enumerable.Range(0, 200).Select(user => Ask(User(user))));
        Assert.Equal(4, before.Distinct().Count());
        traffic.Probed(traffic.Gauges()[0], passed: false, strict: true);
        var after = Enumerable.Range(0, 200).Select(user => Ask(User(user))).ToList();
        for (var user = 0; user < 200; user++) Assert.True(before[user] == "a" ? after[user] != "a" : after[user] == before[user]);
    }

    [Fact]
    public void A_client_keeps_its_replica_until_that_is_out_of_rotation()
    {
        var policy = new TrafficPolicy { Sticky = true };
        traffic.Apply(Of(1, Route(Backend(1, 1, "a", "b", "c")) with { Policy = policy }));
        using var first = traffic.Claim(Query(new SaidFacts())).Claim!;
        var cookie = first.Cookie!.Split(';')[0];
        for (var i = 0; i < 20; i++)
        {
            using var again = traffic.Claim(Query(new SaidFacts { Headers = [("Cookie", $"x=y; {cookie}")] })).Claim!;
            Assert.Same(first.Gauge, again.Gauge);
            Assert.Null(again.Cookie);
        }
        // Warm, and without weight: nothing new goes there.
        traffic.Apply(Of(2, Route(Backend(1, 0, "a", "b", "c"), Backend(2, 1, "d")) with { Policy = policy }));
        using var later = traffic.Claim(Query(new SaidFacts { Headers = [("Cookie", cookie)] })).Claim!;
        Assert.Equal("d", later.Gauge.Name);
        Assert.NotEqual(first.Cookie, later.Cookie);
    }

    [Fact]
    public void A_new_replica_starts_slowly()
    {
        var policy = new TrafficPolicy { SlowStart = TimeSpan.FromSeconds(100) };
        traffic.Apply(Of(1, Route(Backend(1, 1, "a", "b")) with { Policy = policy }));
        time.Advance(TimeSpan.FromSeconds(200));
        traffic.Apply(Of(2, Route(Backend(1, 1, "a", "b", "c")) with { Policy = policy }));
        Assert.InRange(Share("c"), 0.02, 0.06);
        time.Advance(TimeSpan.FromSeconds(50));
        Assert.InRange(Share("c"), 0.12, 0.25);
        time.Advance(TimeSpan.FromSeconds(60));
        Assert.InRange(Share("c"), 0.30, 0.36);
    }

    [Fact]
    public void What_is_more_than_the_limits_is_turned_away()
    {
        traffic.Apply(Of(1, Route(Backend(1, 1, "a", "b")) with { Policy = new TrafficPolicy { Limits = new TrafficLimits { PerReplica = 2, Requests = 3 } } }));
        var held = Enumerable.Range(0, 3).Select(_ => traffic.Claim(Query()).Claim!).ToList();
        Assert.Equal(ClaimOutcome.Full, traffic.Claim(Query()).Outcome);
        held[0].Dispose();
        held[0] = traffic.Claim(Query()).Claim!;
        traffic.Apply(Of(2, Route(Backend(1, 1, "a", "b")) with { Policy = new TrafficPolicy { Limits = new TrafficLimits { PerReplica = 2 } } }));
        held.Add(traffic.Claim(Query()).Claim!);
        Assert.Equal(ClaimOutcome.Full, traffic.Claim(Query()).Outcome);
        Assert.All(traffic.Gauges(), gauge => Assert.Equal(2, gauge.InFlight));
        Assert.Equal(2, traffic.Table.Routes[Web].Gate.Tally.Of(Failure.Overloaded));
        held.ForEach(claim => claim.Dispose());
    }

    private double Share(string name) => Enumerable.Range(0, Asked).Count(_ => Ask() == name) / (double)Asked;

    private string Ask(SaidFacts? facts = null)
    {
        using var claim = traffic.Claim(Query(facts)).Claim!;
        return claim.Gauge.Name;
    }

    private static SaidFacts User(int user) => new() { Headers = [("X-User", user.ToString())] };

    private static RouteQuery Query(SaidFacts? facts = null) => RouteQuery.ByRule("", "/") with { Facts = facts };
}
