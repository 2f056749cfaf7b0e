using Gantry.Edge.Decisions;

namespace Gantry.Tests.Edge.Decisions;

public sealed class RotationTests
{
    [Fact]
    public void Every_round_gives_each_its_weight_exactly()
    {
        var order = Rotation.Of([5, 3, 2]);
        Assert.Equal(10, order.Length);
        Assert.Equal([5, 3, 2], Enumerable.Range(0, 3).Select(i => order.Count(x => x == i)));
    }

    [Fact]
    public void Turns_are_spread_and_not_in_runs() => Assert.Equal([0, 1, 0, 1, 0, 1], Rotation.Of([3, 3]).Concat(Rotation.Of([3, 3])).Concat(Rotation.Of([1, 1])));

    [Fact]
    public void A_common_divisor_shortens_the_round() => Assert.Equal(20, Rotation.Of([9500, 500]).Length);

    [Fact]
    public void Nothing_goes_to_what_has_no_weight() => Assert.DoesNotContain(1, Rotation.Of([1, 0, 1]));

    [Theory]
    [InlineData(new int[0])]
    [InlineData(new[] { 0, 0 })]
    public void Without_weights_there_is_no_order(int[] weights) => Assert.Empty(Rotation.Of(weights));

    [Fact]
    public void The_least_of_very_unequal_weights_still_gets_its_turn()
    {
        var order = Rotation.Of([1_000_000_007, 1]);
        Assert.InRange(order.Length, 2, Rotation.Longest + 2);
        Assert.Single(order, 1);
    }

    [Fact]
    public void Over_any_stretch_nobody_is_ahead_by_more_than_a_turn()
    {
        int[] weights = [7, 2, 1];
        var order = Rotation.Of(weights);
        for (var length = 1; length <= order.Length; length++)
        {
            for (var i = 0; i < weights.Length; i++)
            {
                var due = (double)length * weights[i] / order.Length;
                Assert.InRange(order.Take(length).Count(x => x == i), due - 1, due + 1);
            }
        }
    }
}
