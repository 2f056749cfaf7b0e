using Gantry.Cli;

namespace Gantry.Tests.Cli;

public sealed class WorkTimeTests
{
    [Fact]
    public void Waiting_for_an_answer_is_no_work()
    {
        var clock = new Hand();
        var work = new WorkTime(clock);
        clock.Seconds = 2;
        Assert.Equal("y", work.WithoutWaiting(() =>
        {
            clock.Seconds = 60;
            return "y";
        }));
        clock.Seconds = 61;
        Assert.Equal(TimeSpan.FromSeconds(3), work.Elapsed);
    }

    private sealed class Hand : TimeProvider
    {
        public long Seconds { get; set; }
        public override long TimestampFrequency => 1;
        public override long GetTimestamp() => Seconds;
    }
}
