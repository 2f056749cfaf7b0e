using Gantry.Edge.Decisions.Guarding;

namespace Gantry.Tests.Edge.Decisions.Guarding;

public sealed class BucketTests
{
    private const int Seeds = 200, Steps = 500;

    /// <summary>Whatever the pace at which it is asked: in any time no more than the bucket holds and what flows into it.</summary>
    [Fact]
    public void No_more_is_taken_than_there_was()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var drawn = 0UL;
            var (interval, size) = (Next(1, 50), Next(1, 20));
            var (full, now) = (0L, 1000L);
            var taken = new List<long>();
            for (var step = 0; step < Steps; step++)
            {
                now += Next(0, 2 * interval);
                if (Bucket.Take(full, now, interval, size) is not { } after)
                {
                    var wait = Bucket.WaitOf(full, now, interval, size);
                    Assert.True(wait > 0);
                    Assert.NotNull(Bucket.Take(full, now + wait, interval, size));
                    Assert.Null(Bucket.Take(full, now + wait - 1, interval, size));
                    continue;
                }
                Assert.Equal(0, Bucket.WaitOf(full, now, interval, size));
                full = after;
                taken.Add(now);
            }
            int Next(int least, int below) => least + (int)(Spread.Of((ulong)seed, ++drawn) % (ulong)(below - least));

            for (var first = 0; first < taken.Count; first++)
            {
                for (var last = first; last < taken.Count; last++)
                    Assert.True(last - first + 1 <= size + ((taken[last] - taken[first]) / interval), $"seed {seed}");
            }
        }
    }

    [Fact]
    public void A_bucket_that_was_left_alone_is_full()
    {
        var full = 0L;
        for (var i = 0; i < 5; i++) full = Bucket.Take(full, 1000, 10, 5)!.Value;
        Assert.Null(Bucket.Take(full, 1000, 10, 5));
        Assert.NotNull(Bucket.Take(full, 1010, 10, 5));
    }
}
