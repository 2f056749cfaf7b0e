using Gantry.Edge.Routing;
using static Gantry.Tests.Edge.Snapshots;

namespace Gantry.Tests.Edge.Routing;

public sealed class EntranceTests
{
    private readonly ManualTime time = new();
    private readonly TrafficSwitch traffic;
    private readonly Entrance entrance;

    public EntranceTests()
    {
        traffic = new TrafficSwitch(time);
        entrance = new Entrance(traffic, time);
    }

    private RouteGate Gate => traffic.Table.Routes[Web].Gate;

    [Fact]
    public async Task A_held_request_goes_to_what_is_live_when_the_hold_is_lifted()
    {
        traffic.Apply(Of(1, Route(Backend(1, 1, "a")) with { Hold = true }));
        var waiting = Enter();
        traffic.Apply(Of(2, Route() with { Hold = true }));
        Assert.False(waiting.IsCompleted);
        Assert.Equal(1, Gate.Waiting);
        traffic.Apply(Of(3, Route(Backend(2, 1, "b"))));
        Assert.Equal("b", (await waiting).Claim!.Gauge.Name);
        Assert.Equal(0, Gate.Waiting);
    }

    [Fact]
    public async Task A_hold_ends_for_each_when_its_own_time_is_up()
    {
        traffic.Apply(Of(1, Route(Backend(1, 1, "a")) with { Hold = true }));
        var first = Enter();
        time.Advance(TimeSpan.FromSeconds(20));
        var second = Enter();
        traffic.Apply(Of(2, Route(Backend(1, 1, "a")) with { Hold = true }));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(Refusal.HoldTimeout, (await first).Refusal);
        Assert.False(second.IsCompleted);
        Assert.Equal(1, Gate.Waiting);
    }

    [Fact]
    public async Task A_route_without_replicas_is_waited_for_and_then_refuses_at_once()
    {
        traffic.Apply(Of(1, Route()));
        var first = Enter();
        Assert.False(first.IsCompleted);
        time.Advance(Entrance.Patience);
        Assert.Equal(Refusal.NoReplica, (await first).Refusal);
        var second = Enter();
        Assert.True(second.IsCompleted);
        Assert.Equal(Refusal.NoReplica, (await second).Refusal);
    }

    [Fact]
    public async Task A_replica_that_appears_is_taken_and_restores_the_patience()
    {
        traffic.Apply(Of(1, Route()));
        var first = Enter();
        time.Advance(TimeSpan.FromSeconds(4));
        traffic.Apply(Of(2, Route(Backend(1, 1, "a"))));
        Assert.Equal("a", (await first).Claim!.Gauge.Name);
        time.Advance(TimeSpan.FromSeconds(4));
        traffic.Apply(Of(3, Route()));
        Assert.False(Enter().IsCompleted);
    }

    [Fact]
    public async Task Who_was_refused_by_all_tries_again_when_one_is_back()
    {
        traffic.Apply(Of(1, Route(Backend(1, 1, "a"))));
        var gauge = traffic.Gauges()[0];
        var ticket = new Ticket(RouteQuery.ByName(Web, 80));
        ticket.Refused(gauge);
        traffic.Refused(gauge, 80);
        var waiting = entrance.EnterAsync(ticket, TestContext.Current.CancellationToken).AsTask();
        Assert.False(waiting.IsCompleted);
        traffic.Accepted(gauge, 80);
        Assert.Same(gauge, (await waiting).Claim!.Gauge);
    }

    [Fact]
    public async Task Who_got_no_answer_asks_another_and_if_there_is_none_the_same_again()
    {
        traffic.Apply(Of(1, Route(Backend(1, 1, "a", "b"))));
        var (a, b) = (traffic.Gauges()[0], traffic.Gauges()[1]);
        var ticket = new Ticket(RouteQuery.ByName(Web, 80));
        ticket.Silent(a);
        Assert.Same(b, (await entrance.EnterAsync(ticket, TestContext.Current.CancellationToken)).Claim!.Gauge);
        ticket.Refused(b);
        Assert.Same(a, (await entrance.EnterAsync(ticket, TestContext.Current.CancellationToken)).Claim!.Gauge);
    }

    [Fact]
    public async Task A_route_that_is_removed_lets_go_of_those_who_wait()
    {
        traffic.Apply(Of(1, Route() with { Hold = true }));
        var waiting = Enter();
        traffic.Apply(Of(2));
        Assert.Equal(Refusal.NoRoute, (await waiting).Refusal);
    }

    [Fact]
    public async Task Who_gives_up_leaves_the_queue()
    {
        traffic.Apply(Of(1, Route() with { Hold = true }));
        using var gone = new CancellationTokenSource();
        var waiting = entrance.EnterAsync(new Ticket(RouteQuery.ByName(Web, 80)), gone.Token).AsTask();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(0, Gate.Waiting);
    }

    [Fact]
    public async Task An_opening_between_looking_and_waiting_is_not_missed()
    {
        traffic.Apply(Of(1, Route() with { Hold = true }));
        var seen = Gate.Openings;
        var gate = Gate;
        traffic.Apply(Of(2, Route(Backend(1, 1, "a"))));
        Assert.True(await gate.WaitAsync(seen, TimeSpan.FromSeconds(1), time, TestContext.Current.CancellationToken));
    }

    private Task<Entry> Enter() => entrance.EnterAsync(new Ticket(RouteQuery.ByName(Web, 80)), TestContext.Current.CancellationToken).AsTask();
}
