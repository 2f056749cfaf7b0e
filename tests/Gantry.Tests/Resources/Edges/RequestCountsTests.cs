using Gantry.Resources.Edges;

namespace Gantry.Tests.Resources.Edges;

public sealed class RequestCountsTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(100, 0)]
    [InlineData(101, 1)]
    [InlineData(125, 1)]
    [InlineData(1_000, 10)]
    [InlineData(100_000_000, 60)]
    [InlineData(100_000_001, 61)]
    public void A_duration_is_in_the_step_that_it_does_not_exceed(long microseconds, int step) => Assert.Equal(step, DurationScale.StepOf(microseconds));

    [Fact]
    public void Steps_grow()
    {
        var limits = DurationScale.LimitsInMicroseconds.ToArray();
        Assert.Equal(DurationScale.Steps - 1, limits.Length);
        Assert.Equal(limits.Order().Distinct(), limits);
        Assert.All(limits.Zip(limits.Skip(1)), pair => Assert.InRange(pair.Second / (double)pair.First, 1.2, 1.3));
    }

    [Theory]
    [InlineData(0.5, 5)]
    [InlineData(0.99, 9.9)]
    [InlineData(1, 10)]
    public void A_quantile_is_right_to_an_eighth(double share, double milliseconds)
    {
        var counts = new long[DurationScale.Steps];
        for (var i = 1; i <= 1000; i++) counts[DurationScale.StepOf(i * 10)]++;
        Assert.InRange(DurationScale.Quantile(counts, share)!.Value, milliseconds * 0.875, milliseconds * 1.125);
    }

    [Fact]
    public void Of_nothing_there_is_no_quantile_and_beyond_the_scale_its_end_is_said()
    {
        Assert.Null(DurationScale.Quantile([0, 0], 0.5));
        var counts = new long[DurationScale.Steps];
        counts[^1] = 1;
        Assert.Equal(100_000, DurationScale.Quantile(counts, 0.5));
    }

    [Fact]
    public void Two_readings_say_what_happened_between_them()
    {
        var before = new RequestCounts { Answers = new Dictionary<string, long> { ["2xx"] = 10 }, Durations = [10], Received = 5, Seconds = 1 };
        var after = new RequestCounts { Answers = new Dictionary<string, long> { ["2xx"] = 14, ["5xx"] = 1 }, Durations = [12, 3], Received = 6, Seconds = 1.5 };
        var between = after.Since(before);
        Assert.Equal((5, 1, 1L, 0.5), ((int)between.Total, (int)between.Errors, between.Received, between.Seconds));
        Assert.Equal([2L, 3L], between.Durations);
    }

    [Fact]
    public void What_was_counted_anew_counts_as_it_is()
    {
        var before = new RequestCounts { Answers = new Dictionary<string, long> { ["2xx"] = 10 }, Durations = [10, 4] };
        var after = new RequestCounts { Answers = new Dictionary<string, long> { ["2xx"] = 3 }, Durations = [3] };
        Assert.Equal(3, after.Since(before).Total);
        Assert.Equal([3L], after.Since(before).Durations);
    }
}
