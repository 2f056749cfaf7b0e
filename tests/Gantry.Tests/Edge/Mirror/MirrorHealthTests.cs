using Gantry.Edge.Mirror;

namespace Gantry.Tests.Edge.Mirror;

public sealed class MirrorHealthTests
{
    private readonly ManualTime time = new();
    private readonly MirrorHealth health = new();

    [Fact]
    public void One_that_refuses_is_left_alone_and_tried_by_a_single_copy()
    {
        Assert.True(health.Takes(time, out var isTrial) && !isTrial);
        health.Failed(time, refused: true, isTrial: false);
        Assert.False(health.Takes(time, out _));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(health.Takes(time, out isTrial) && isTrial);
        Assert.False(health.Takes(time, out _));
        health.Answered();
        Assert.True(health.Takes(time, out isTrial) && !isTrial);
    }

    [Fact]
    public void One_that_does_not_answer_is_left_alone_after_five_in_a_row()
    {
        for (var i = 0; i < 4; i++) health.Failed(time, refused: false, isTrial: false);
        health.Answered();
        for (var i = 0; i < 4; i++) health.Failed(time, refused: false, isTrial: false);
        Assert.True(health.Takes(time, out _));
        health.Failed(time, refused: false, isTrial: false);
        Assert.False(health.Takes(time, out _));
    }

    [Fact]
    public void Each_trial_that_fails_makes_the_next_pause_longer_and_what_was_on_its_way_before_does_not()
    {
        var pauses = new List<double>();
        health.Failed(time, refused: true, isTrial: false);
        for (var i = 0; i < 7; i++)
        {
            for (var late = 0; late < 64; late++) health.Failed(time, refused: false, isTrial: false);
            var since = time.GetUtcNow();
            while (!health.Takes(time, out _)) time.Advance(TimeSpan.FromMilliseconds(500));
            pauses.Add((time.GetUtcNow() - since).TotalSeconds);
            health.Failed(time, refused: true, isTrial: true);
        }
        Assert.Equal([1, 2, 4, 8, 16, 30, 30], pauses);
    }
}
