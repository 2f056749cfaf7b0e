using Gantry.Resources;
using Gantry.Resources.Trust;
using Gantry.Trust.Decisions.Fetching;

namespace Gantry.Tests.Trust.Fetching;

public sealed class FetchScheduleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly AdvisorySourceSpec Spec = new() { Url = "https://example.org/all.zip", Every = TimeSpan.FromHours(6) };

    [Fact]
    public void A_new_source_is_asked_at_once_and_then_when_its_time_has_come()
    {
        Assert.Equal(TimeSpan.Zero, FetchSchedule.Wait(Spec, null, Now));
        Assert.Equal(TimeSpan.FromHours(2), FetchSchedule.Wait(Spec, new AdvisorySourceStatus { Fetched = Now.AddHours(-4) }, Now));
        Assert.Equal(TimeSpan.Zero, FetchSchedule.Wait(Spec, new AdvisorySourceStatus { Fetched = Now.AddHours(-7) }, Now));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 16)]
    [InlineData(10, 360)]
    [InlineData(1000, 360)]
    public void Each_failure_in_a_row_doubles_the_wait_up_to_the_usual_one(int failures, int minutes)
    {
        var status = new AdvisorySourceStatus { Fetched = Now.AddDays(-1), Failures = failures, Failed = Now, Problem = new Problem("p", "c", "m", "h") };
        Assert.Equal(TimeSpan.FromMinutes(minutes), FetchSchedule.Wait(Spec, status, Now));
        Assert.Equal(TimeSpan.Zero, FetchSchedule.Wait(Spec, status, Now.AddMinutes(minutes)));
    }

    [Fact]
    public void A_clock_that_was_put_back_does_not_silence_it() =>
        Assert.Equal(Spec.Every, FetchSchedule.Wait(Spec, new AdvisorySourceStatus { Fetched = Now.AddYears(10) }, Now));
}
