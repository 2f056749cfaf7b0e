using Gantry.Edge.Seen;
using Gantry.Resources.Edges;

namespace Gantry.Tests.Edge.Seen;

public sealed class MeterTests
{
    private readonly Meter meter = new();

    [Fact]
    public void What_nothing_went_through_says_so() => Assert.Equal((0L, 0L), (meter.Read().Total, meter.Read().Received));

    [Theory]
    [InlineData(0, "none")]
    [InlineData(101, "1xx")]
    [InlineData(204, "2xx")]
    [InlineData(308, "3xx")]
    [InlineData(404, "4xx")]
    [InlineData(599, "5xx")]
    [InlineData(999, "none")]
    public void A_request_is_counted_by_the_class_of_its_status(int status, string name)
    {
        meter.Count(new Passed(status, 1500, 3, 4));
        meter.Count(1, new Passed(status, 1500, 3, 4));
        var counts = meter.Read();
        Assert.Equal([KeyValuePair.Create(name, 2L)], counts.Answers);
        Assert.Equal((6L, 8L, 0.003), (counts.Received, counts.Sent, counts.Seconds));
        Assert.Equal(2, counts.Durations[DurationScale.StepOf(1500)]);
        Assert.Equal(2, counts.Durations.Sum());
    }

    [Fact]
    public void Nothing_is_lost_between_loops_and_others()
    {
        const int Times = 50_000;
        // Each loop is one thread; all others share.
        Action[] all = [() => Loop(0), () => Others(), () => Others()];
        Parallel.Invoke(Environment.ProcessorCount > 1 ? [.. all, () => Loop(1)] : all);
        var counts = meter.Read();
        var loops = Math.Min(2, Environment.ProcessorCount);
        Assert.Equal((loops + 2) * Times, counts.Total);
        Assert.Equal((loops + 2) * Times, counts.Durations.Sum());
        Assert.Equal(2 * Times, counts.Retries);

        void Loop(int number)
        {
            for (var i = 0; i < Times; i++) meter.Count(number + 1, new Passed(200, i, 1, 1));
        }

        void Others()
        {
            for (var i = 0; i < Times; i++)
            {
                meter.Count(new Passed(200, i, 1, 1));
                meter.Retried();
            }
        }
    }
}
