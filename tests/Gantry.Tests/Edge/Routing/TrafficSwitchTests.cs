using Gantry.Edge.Routing;
using static Gantry.Tests.Edge.Snapshots;

namespace Gantry.Tests.Edge.Routing;

public sealed class TrafficSwitchTests
{
    private static readonly RouteQuery Query = RouteQuery.ByName(Web, 80);

    private readonly ManualTime time = new();
    private readonly TrafficSwitch traffic;

    public TrafficSwitchTests() => traffic = new TrafficSwitch(time);

    [Fact]
    public void Before_the_first_snapshot_there_is_no_route() => Assert.Equal(ClaimOutcome.NoRoute, traffic.Claim(Query).Outcome);

    [Fact]
    public void Weights_are_exact_over_time()
    {
        traffic.Apply(Of(1, Route(Backend(1, 90, "a", "b"), Backend(2, 10, "c"))));
        var releases = Enumerable.Range(0, 1000).Select(_ => Passing().Release).CountBy(release => release).ToDictionary();
        Assert.Equal(900, releases[1]);
        Assert.Equal(100, releases[2]);
    }

    [Fact]
    public void Idle_replicas_of_a_backend_take_turns()
    {
        traffic.Apply(Of(1, Route(Backend(1, 50, "a", "b"), Backend(2, 50, "c", "d"))));
        var names = Enumerable.Range(0, 40).Select(_ => Passing().Gauge.Name).CountBy(name => name).ToDictionary();
        Assert.Equal(4, names.Count);
        Assert.All(names.Values, count => Assert.Equal(10, count));
    }

    [Fact]
    public void The_least_busy_replica_is_next()
    {
        traffic.Apply(Of(1, Route(Backend(1, 1, "a", "b"))));
        var first = traffic.Claim(Query).Claim!;
        Assert.All(Enumerable.Range(0, 5), _ => Assert.NotSame(first.Gauge, Passing().Gauge));
    }

    [Fact]
    public void A_replica_without_weight_gets_nothing_and_does_not_linger()
    {
        traffic.Apply(Of(1, Route(Backend(1, 1, "a"), Backend(2, 0, "b"))));
        using var claim = traffic.Claim(Query).Claim!;
        Assert.All(Enumerable.Range(0, 5), _ => Assert.Equal("a", Passing().Gauge.Name));
        traffic.Apply(Of(2, Route(Backend(1, 0, "a"), Backend(2, 1, "b"))));
        Assert.Empty(traffic.Lingering());
    }

    [Fact]
    public void What_left_lingers_until_its_last_claim_is_released()
    {
        var lapsed = 0;
        traffic.Lapsed += () => lapsed++;
        traffic.Apply(Of(1, Route(Backend(1, 1, "a"))));
        var (one, two) = (traffic.Claim(Query).Claim!, traffic.Claim(Query).Claim!);
        traffic.Apply(Of(2, Route(Backend(2, 1, "b"))));
        Assert.Equal(["a"], traffic.Lingering());
        Assert.Equal("b", Passing().Gauge.Name);
        one.Dispose();
        one.Dispose();
        Assert.Equal(["a"], traffic.Lingering());
        Assert.Equal(0, lapsed);
        two.Dispose();
        Assert.Empty(traffic.Lingering());
        Assert.Equal(1, lapsed);
        Assert.Equal(["b"], traffic.Gauges().Select(gauge => gauge.Name));
    }

    [Fact]
    public void A_claim_that_meets_a_switch_is_not_in_force()
    {
        traffic.Apply(Of(1, Route(Backend(1, 1, "a"))));
        var before = traffic.Table;
        traffic.Apply(Of(2, Route(Backend(2, 1, "b"))));
        var late = traffic.ClaimUnder(before, Query, null);
        Assert.Equal("a", late.Claim!.Gauge.Name);
        Assert.False(traffic.IsInForce(before));
        late.Claim.Dispose();
        Assert.Equal(0, late.Claim.Gauge.Tally.Started);
    }

    [Fact]
    public void A_replica_keeps_its_count_when_it_comes_back_before_its_last_claim_ended()
    {
        traffic.Apply(Of(1, Route(Backend(1, 1, "a"))));
        var claim = traffic.Claim(Query).Claim!;
        traffic.Apply(Of(2, Route(Backend(2, 1, "b"))));
        traffic.Apply(Of(3, Route(Backend(1, 1, "a"))));
        Assert.Same(claim.Gauge, Passing().Gauge);
        Assert.Equal(1, claim.Gauge.InFlight);
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.False(claim.Cut.IsCancellationRequested);
        traffic.Apply(Of(4, Route(Backend(2, 1, "b"))));
        Assert.Equal(["a"], traffic.Lingering());
    }

    [Fact]
    public void What_is_open_is_cut_a_drain_timeout_after_its_replica_left()
    {
        traffic.Apply(Of(1, Route(Backend(1, 1, "a"))));
        var claim = traffic.Claim(Query).Claim!;
        Assert.False(claim.Leaving.IsCancellationRequested);
        traffic.Apply(Of(2, Route(Backend(2, 1, "b"))));
        Assert.True(claim.Leaving.IsCancellationRequested);
        time.Advance(TimeSpan.FromSeconds(19.9));
        Assert.False(claim.Cut.IsCancellationRequested);
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(claim.Cut.IsCancellationRequested);
        Assert.Equal(["a"], traffic.Lingering());
    }

    [Fact]
    public void A_replica_that_comes_back_after_it_was_cut_can_be_used_again()
    {
        traffic.Apply(Of(1, Route(Backend(1, 1, "a"))));
        var old = traffic.Claim(Query).Claim!;
        traffic.Apply(Of(2, Route(Backend(2, 1, "b"))));
        time.Advance(TimeSpan.FromMinutes(1));
        traffic.Apply(Of(3, Route(Backend(1, 1, "a"))));
        var claim = traffic.Claim(Query).Claim!;
        Assert.Same(old.Gauge, claim.Gauge);
        Assert.False(claim.Cut.IsCancellationRequested || claim.Leaving.IsCancellationRequested);
    }

    [Fact]
    public void A_replica_that_is_down_gets_nothing_unless_all_are_down()
    {
        traffic.Apply(Of(1, Route(Backend(1, 1, "a", "b"))));
        var (a, b) = (traffic.Gauges()[0], traffic.Gauges()[1]);
        traffic.Refused(a, 80);
        Assert.Equal(["a"], traffic.Unhealthy());
        Assert.All(Enumerable.Range(0, 4), _ => Assert.Same(b, Passing().Gauge));
        traffic.Refused(b, 80);
        Assert.Equal(2, Enumerable.Range(0, 4).Select(_ => Passing().Gauge).Distinct().Count());
        traffic.Accepted(a, 80);
        Assert.All(Enumerable.Range(0, 4), _ => Assert.Same(a, Passing().Gauge));
    }

    [Fact]
    public void A_port_that_refuses_says_nothing_of_another()
    {
        traffic.Apply(Of(1, Route(Backend(1, 1, "a", "b"))));
        traffic.Refused(traffic.Gauges()[0], 81);
        Assert.Equal(2, Enumerable.Range(0, 4).Select(_ => Passing().Gauge).Distinct().Count());
    }

    [Fact]
    public void Three_failed_probes_in_a_row_take_a_replica_out_and_one_that_passes_brings_it_back()
    {
        traffic.Apply(Of(1, Route(Backend(1, 1, "a"))));
        var a = traffic.Gauges()[0];
        foreach (var passed in new[] { false, false, true, false, false }) traffic.Probed(a, passed);
        Assert.Empty(traffic.Unhealthy());
        traffic.Probed(a, false);
        Assert.Equal(["a"], traffic.Unhealthy());
        traffic.Probed(a, true);
        Assert.Empty(traffic.Unhealthy());
    }

    [Fact]
    public void A_whole_backend_that_is_down_leaves_its_share_to_the_others()
    {
        traffic.Apply(Of(1, Route(Backend(1, 9, "a"), Backend(2, 1, "b"))));
        traffic.Refused(traffic.Gauges()[0], 80);
        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal("b", Passing().Gauge.Name));
    }

    private ReplicaClaim Passing()
    {
        var claim = traffic.Claim(Query).Claim!;
        claim.Dispose();
        return claim;
    }
}
