using Gantry.Control.Loop;

namespace Gantry.Simulation.Loop;

public sealed class IdleHeapTests
{
    private const long Mebibyte = 1 << 20;

    [Theory]
    [InlineData(90, 0, false)]
    [InlineData(100, 0, true)]
    [InlineData(300, 250, false)]
    [InlineData(360, 250, false)]
    [InlineData(390, 250, true)]
    public void Memory_is_given_back_when_it_is_much_more_than_was_needed_at_rest(long committed, long kept, bool due) =>
        Assert.Equal(due, IdleHeap.IsDue(committed * Mebibyte, kept * Mebibyte));
}
