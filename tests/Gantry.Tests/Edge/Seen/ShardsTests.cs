using Gantry.Edge.Routing;
using Gantry.Edge.Seen;

namespace Gantry.Tests.Edge.Seen;

public sealed class ShardsTests
{
    [Fact]
    public void Nothing_is_lost_of_what_several_threads_count()
    {
        const int Times = 200_000;
        var tally = new TrafficTally();
        // A loop counts for itself; all others share. What a loop began another thread may end.
        Parallel.Invoke(
            () => Count(Shards.Shared, Shards.Shared),
            () => Count(Shards.Shared, Shards.Shared),
            () => Count(1, Shards.Shared));
        Assert.Equal(3 * Times, tally.Started);
        Assert.Equal(0, tally.InFlight);
        Assert.Equal(3 * Times, tally.Of(Failure.Cut));

        void Count(int begins, int ends)
        {
            for (var i = 0; i < Times; i++)
            {
                tally.Begin(begins);
                tally.Count(Failure.Cut);
                tally.End(ends);
            }
        }
    }

    [Fact]
    public void What_was_never_counted_is_none()
    {
        var counts = new Shards(3);
        Assert.Equal(0, counts.Sum(2));
        counts.Add(1, 2, 5);
        counts.Add(Shards.Shared, 2);
        Assert.Equal((0, 6), (counts.Sum(1), counts.Sum(2)));
    }
}
