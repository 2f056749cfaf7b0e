using Gantry.Edge.Routing;
using Gantry.Resources.Apps;
using static Gantry.Tests.Edge.Snapshots;

namespace Gantry.Tests.Edge.Routing;

/// <summary>Replicas that answer badly are left out, for a while and not all of them.</summary>
public sealed class ConductTests
{
    private readonly ManualTime time = new();
    private readonly TrafficSwitch traffic;

    public ConductTests()
    {
        traffic = new TrafficSwitch(time);
        traffic.Apply(Of(1, Route(Backend(1, 1, "a", "b", "c", "d"))));
    }

    [Fact]
    public void Five_failures_in_a_row_leave_it_out_and_an_answer_in_between_does_not()
    {
        Answer("a", 503, 4);
        Answer("a", 200);
        Answer("a", 503, 4);
        Assert.Contains("a", Served());
        Answer("a", 503);
        Assert.DoesNotContain("a", Served());
    }

    [Fact]
    public void After_a_while_it_may_have_one_request_and_a_good_answer_brings_it_back()
    {
        Answer("a", 504, 5);
        time.Advance(TimeSpan.FromSeconds(11));
        var held = Claim("a");
        Assert.NotNull(held);
        Assert.Null(Claim("a"));
        held.Answered(200);
        held.Dispose();
        var both = (Claim("a"), Claim("a"));
        Assert.NotNull(both.Item1);
        Assert.NotNull(both.Item2);
    }

    [Fact]
    public void A_bad_answer_on_trial_leaves_it_out_for_longer()
    {
        Answer("a", 504, 5);
        time.Advance(TimeSpan.FromSeconds(11));
        Answer("a", 502);
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.DoesNotContain("a", Served());
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.Contains("a", Served());
    }

    [Fact]
    public void One_that_was_started_anew_is_tried_at_once()
    {
        Answer("a", 503, 5);
        var gauge = traffic.Gauges().Single(one => one.Name == "a");
        traffic.Refused(gauge, 80);
        Assert.DoesNotContain("a", Served());
        traffic.Accepted(gauge, 80);
        Assert.Contains("a", Served());
    }

    [Fact]
    public void No_more_than_half_of_them_are_out_at_once()
    {
        foreach (var name in (string[])["a", "b", "c", "d"]) Answer(name, 503, 20);
        Assert.Equal(["c", "d"], Served());
    }

    [Fact]
    public void Errors_that_all_of_them_make_leave_nobody_out()
    {
        for (var i = 0; i < 100; i++) Each(_ => 500);
        Assert.Equal(["a", "b", "c", "d"], Served());
        time.Advance(TimeSpan.FromSeconds(11));
        for (var i = 0; i < 100; i++) Each(name => name == "b" ? 500 : 200);
        Assert.Equal(["a", "c", "d"], Served());
    }

    [Fact]
    public void A_route_can_say_that_nobody_is_left_out()
    {
        traffic.Apply(Of(2, Route(Backend(1, 1, "a", "b", "c", "d")) with { Policy = new TrafficPolicy { Ejection = new EjectionPolicy { Off = true } } }));
        Answer("a", 503, 100);
        Assert.Contains("a", Served());
    }

    private void Each(Func<string, int> status)
    {
        foreach (var name in (string[])["a", "b", "c", "d"])
        {
            if (Claim(name) is not { } claim) continue;
            claim.Answered(status(name));
            claim.Dispose();
        }
    }

    private void Answer(string name, int status, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            if (Claim(name) is not { } claim) return;
            claim.Answered(status);
            claim.Dispose();
        }
    }

    private string[] Served() => [.. Enumerable.Range(0, 12).Select(_ =>
    {
        using var claim = traffic.Claim(RouteQuery.ByName(Web, 80)).Claim!;
        return claim.Gauge.Name;
    }).Distinct().Order()];

    /// <summary>Of that replica alone, if it takes one.</summary>
    private ReplicaClaim? Claim(string name)
    {
        var others = traffic.Gauges().Where(gauge => gauge.Name != name).ToList();
        var wanted = traffic.Gauges().Single(gauge => gauge.Name == name);
        if (!wanted.IsWell(80)) return null;
        return traffic.Claim(RouteQuery.ByName(Web, 80), others).Claim;
    }
}
