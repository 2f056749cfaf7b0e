using Gantry.Control.Loop;

namespace Gantry.Simulation.Loop;

public sealed class WorkQueueTests
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    private static SimLoop Run(Func<SimLoop, WorkQueue, Task> program, Backoff? backoff = null)
    {
        var loop = new SimLoop(1);
        loop.Run(async () =>
        {
            using var queue = new WorkQueue(loop.World.Time, backoff);
            await program(loop, queue);
        }, Long);
        return loop;
    }

    private static async Task<bool> EmptyAsync(SimLoop loop, WorkQueue queue, TimeSpan within)
    {
        using var stop = new CancellationTokenSource(within, loop.World.Time);
        try
        {
            var key = await queue.TakeAsync(stop.Token);
            queue.Done(key);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    [Fact]
    public void A_key_waits_once_however_often_it_is_added() => Run(async (loop, queue) =>
    {
        foreach (var key in new[] { "b", "a", "b", "b", "a" }) queue.Add(key);
        Assert.Equal("b", await queue.TakeAsync(default));
        Assert.Equal("a", await queue.TakeAsync(default));
        queue.Done("a");
        queue.Done("b");
        Assert.True(await EmptyAsync(loop, queue, TimeSpan.FromMinutes(5)));
    });

    [Fact]
    public void A_key_is_never_out_twice_and_comes_again_when_it_was_added_meanwhile() => Run(async (loop, queue) =>
    {
        queue.Add("a");
        Assert.Equal("a", await queue.TakeAsync(default));
        queue.Add("a");
        Assert.True(await EmptyAsync(loop, queue, TimeSpan.FromMinutes(1)));
        queue.Done("a");
        Assert.Equal("a", await queue.TakeAsync(default));
        queue.Done("a");
        Assert.True(await EmptyAsync(loop, queue, TimeSpan.FromMinutes(1)));
    });

    [Fact]
    public void Of_several_delays_the_earliest_wins() => Run(async (loop, queue) =>
    {
        queue.AddAfter("a", TimeSpan.FromSeconds(10));
        queue.AddAfter("a", TimeSpan.FromSeconds(2));
        queue.AddAfter("a", TimeSpan.FromSeconds(5));
        Assert.Equal("a", await queue.TakeAsync(default));
        Assert.InRange(loop.Now.TotalSeconds, 2, 2.01);
        queue.Done("a");
        Assert.True(await EmptyAsync(loop, queue, TimeSpan.FromMinutes(1)));
    });

    [Fact]
    public void An_addition_takes_the_place_of_a_delayed_one() => Run(async (loop, queue) =>
    {
        queue.AddAfter("a", TimeSpan.FromSeconds(10));
        queue.Add("a");
        Assert.Equal("a", await queue.TakeAsync(default));
        Assert.Equal(TimeSpan.Zero, loop.Now);
        queue.Done("a");
        Assert.True(await EmptyAsync(loop, queue, TimeSpan.FromMinutes(1)));
    });

    [Fact]
    public void A_failing_key_rests_twice_as_long_each_time_and_starts_over_once_it_went_well() => Run(async (loop, queue) =>
    {
        var times = new List<double>();
        queue.Add("a");
        for (var n = 0; n < 6; n++)
        {
            var since = loop.Now;
            Assert.Equal("a", await queue.TakeAsync(default));
            times.Add(Math.Round((loop.Now - since).TotalSeconds, 1));
            queue.Failed("a");
            // What happens meanwhile does not make it come sooner.
            queue.Add("a");
        }
        Assert.Equal([0, 1, 2, 4, 5, 5], times);
        Assert.Equal("a", await queue.TakeAsync(default));
        queue.Done("a");
        queue.Add("a");
        Assert.Equal("a", await queue.TakeAsync(default));
        Assert.Equal(TimeSpan.FromSeconds(1), queue.Failed("a"));
    }, new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)));

    [Fact]
    public void Setting_the_clock_neither_hastens_nor_delays() => Run(async (loop, queue) =>
    {
        queue.AddAfter("a", TimeSpan.FromSeconds(10));
        loop.Skew = TimeSpan.FromDays(-300);
        Assert.True(await EmptyAsync(loop, queue, TimeSpan.FromSeconds(9)));
        loop.Skew = TimeSpan.FromDays(300);
        Assert.Equal("a", await queue.TakeAsync(default));
        Assert.InRange(loop.Now.TotalSeconds, 10, 10.01);
    });

    [Fact]
    public void A_very_long_delay_is_no_error() => Run(async (loop, queue) =>
    {
        queue.AddAfter("a", TimeSpan.MaxValue);
        Assert.True(await EmptyAsync(loop, queue, TimeSpan.FromMinutes(30)));
    });
}
