using Gantry.Edge.Guards.Decisions;

namespace Gantry.Tests.Edge.Guards;

public sealed class TrickleTests
{
    [Fact]
    public void Drops_are_passed_on_at_most_once_a_beat_and_all_the_rest_at_once()
    {
        var trickle = new Trickle();
        Assert.False(trickle.Waits(0));
        trickle.Passed(1, 1000);
        Assert.True(trickle.Waits(1001));
        Assert.False(trickle.IsDue(1001));
        Assert.True(trickle.IsDue(1000 + Trickle.Pause));
        Assert.False(trickle.Waits(1000 + Trickle.Pause));
        Assert.False(trickle.IsDue(1000 + Trickle.Pause));
        trickle.Passed(Trickle.Drop, 1050);
        Assert.False(trickle.Waits(1050));
    }

    [Fact]
    public void Where_nothing_was_left_nothing_is_due()
    {
        var trickle = new Trickle();
        trickle.Passed(1, 1000);
        Assert.False(trickle.IsDue(2000));
    }
}
