using Gantry.Edge.Guards;
using Gantry.Edge.Guards.Decisions;

namespace Gantry.Tests.Edge.Guards;

public sealed class AllowanceTests
{
    private const int Rate = 100;
    private const long Grace = 10_000;

    [Fact]
    public void Silence_is_allowed_for_the_grace_and_no_longer()
    {
        var allowance = Fresh();
        allowance.Waits(5);
        Assert.False(allowance.IsSpent(10_005));
        Assert.True(allowance.IsSpent(10_006));
    }

    [Fact]
    public void Who_keeps_the_rate_may_go_on_for_ever_and_who_is_a_little_below_may_not()
    {
        var (kept, missed) = (Fresh(), Fresh());
        var spent = 0;
        for (var now = 0L; now < 200_000; now += 1000)
        {
            kept.Waits(now);
            missed.Waits(now);
            Assert.False(kept.IsSpent(now + 1000));
            if (spent == 0 && missed.IsSpent(now + 1000)) spent = (int)now;
            kept.Moved(Rate, now + 1000, Rate, Grace);
            missed.Moved(Rate * 8 / 10, now + 1000, Rate, Grace);
        }
        Assert.InRange(spent, 45_000, 55_000);
    }

    [Fact]
    public void Having_been_fast_does_not_buy_more_than_the_grace()
    {
        var allowance = Fresh();
        allowance.Waits(0);
        allowance.Moved(1_000_000_000, 1, Rate, Grace);
        allowance.Waits(1);
        Assert.True(allowance.IsSpent(Grace + 2));
    }

    [Fact]
    public void Time_in_which_nobody_waits_costs_nothing()
    {
        var allowance = Fresh();
        allowance.Waits(0);
        allowance.Moved(1, 10, Rate, Grace);
        Assert.False(allowance.IsSpent(1_000_000));
        allowance.Waits(1_000_000);
        allowance.Rests();
        allowance.Waits(2_000_000);
        Assert.False(allowance.IsSpent(2_000_000 + Grace - 10));
    }

    [Fact]
    public void Those_that_are_idle_longest_go_and_those_at_work_never()
    {
        Assert.Equal([2], Crowd.Oldest([-1, 5, 9, 7]));
        Assert.Empty(Crowd.Oldest([-1, -1]));
        Assert.Equal(10, Crowd.Oldest([.. Enumerable.Range(0, 640).Select(n => (long)n)]).Count);
    }

    [Fact]
    public void Limits_are_said_by_name()
    {
        var limits = GuardLimits.For(20_000);
        Assert.Equal((12_000, 3000), (limits.Connections, limits.Client));
        Assert.Equal(limits with { Head = TimeSpan.FromSeconds(3), Rate = 0, Client = 7 }, limits.With("head=3, rate=0,client=7", out _));
        Assert.All(["head", "head=", "head=0", "head=-1", "grace=1", "tail=3", "head=1s", "idle=99999999999"], wrong =>
        {
            Assert.Null(limits.With(wrong, out var problem));
            Assert.Contains($"\"{wrong}\"", problem, StringComparison.Ordinal);
        });
    }

    private static Allowance Fresh()
    {
        var allowance = new Allowance();
        allowance.Begin(Grace);
        return allowance;
    }
}
