using Gantry.Edge.Decisions.Guarding;

namespace Gantry.Tests.Edge.Decisions.Guarding;

public sealed class EjectionTests
{
    [Theory]
    [InlineData(4, 5, false)]
    [InlineData(5, 5, true)]
    [InlineData(1000, 0, false)]
    public void So_many_failures_in_a_row_are_enough(int inARow, int limit, bool enough) => Assert.Equal(enough, Ejection.ByRow(inARow, limit));

    [Theory]
    [InlineData(20, 10, 100, 0, true)]
    [InlineData(19, 19, 100, 0, false)]
    [InlineData(20, 9, 100, 0, false)]
    [InlineData(100, 100, 100, 25, true)]
    [InlineData(100, 100, 100, 26, false)]
    [InlineData(100, 100, 0, 0, true)]
    public void A_share_of_errors_is_enough_where_the_others_do_better(long answers, long errors, long others, long othersErrors, bool enough) =>
        Assert.Equal(enough, Ejection.ByRate(new Outcomes(answers, errors), new Outcomes(others, othersErrors), 50));

    /// <summary>However many there are and whatever is allowed: somebody is left, and of several one may always go.</summary>
    [Fact]
    public void There_is_room_for_a_share_and_never_for_all()
    {
        for (var all = 0; all <= 50; all++)
        {
            for (var share = 0; share <= 100; share++)
            {
                var gone = 0;
                while (Ejection.HasRoom(all, gone, share)) gone++;
                Assert.True(gone == 0 || gone < all);
                Assert.True(gone <= Math.Max(1, all * share / 100));
                Assert.Equal(all > 1 && share > 0, gone > 0);
            }
        }
    }

    [Fact]
    public void It_is_out_for_longer_each_time_up_to_ten_times_as_long()
    {
        var lengths = Enumerable.Range(1, 30).Select(times => Ejection.LengthOf(TimeSpan.FromSeconds(10), times)).ToList();
        Assert.Equal(lengths.Order(), lengths);
        Assert.Equal(TimeSpan.FromSeconds(10), lengths[0]);
        Assert.Equal(TimeSpan.FromSeconds(100), lengths[^1]);
    }

    [Theory]
    [InlineData(0, 9, true)]
    [InlineData(0, 10, false)]
    [InlineData(1000, 209, true)]
    [InlineData(1000, 210, false)]
    public void A_share_may_be_sent_again_and_ten_a_second(long started, int repeated, bool may) => Assert.Equal(may, RetryAllowance.HasRoom(started, repeated, 20));

    [Fact]
    public void A_share_grows_from_a_tenth_to_the_whole()
    {
        var shares = Enumerable.Range(0, 100).Select(age => SlowStart.ShareOf(age, 90)).ToList();
        Assert.Equal(shares.Order(), shares);
        Assert.Equal(SlowStart.Least, shares[0]);
        Assert.Equal(SlowStart.Whole, shares[^1]);
        var drawn = Enumerable.Range(0, 10_000).Count(turn => SlowStart.TakesPart(300, Spread.Of((ulong)turn, 1)));
        Assert.InRange(drawn, 2800, 3200);
    }
}
