using Gantry.Control.Decisions;
using Xunit;

namespace Gantry.Tests.Store;

public sealed class ChainBoundTests
{
    [Theory]
    [InlineData(0, 1_099, 1_000, 5, null)]
    [InlineData(0, 1_100, 1_000, 5, 100L)]
    [InlineData(0, 50_000, 1_000, 5, 100L)]
    [InlineData(100, 1_199, 1_000, 5, null)]
    [InlineData(100, 1_200, 1_000, 5, 200L)]
    // No cut is larger than a commit can wait for.
    [InlineData(0, 1_100_000, 1_000_000, 5, 10_000L)]
    // With many resources more is kept, or each cut would say as many of them again as it takes away.
    [InlineData(0, 4_000, 1_000, 1_000, null)]
    [InlineData(0, 4_400, 1_000, 1_000, 400L)]
    public void The_oldest_events_go_a_slice_at_a_time(long first, long revision, long keep, int resources, long? through) =>
        Assert.Equal(through, ChainBound.Due(first, revision, keep, () => resources));
}
