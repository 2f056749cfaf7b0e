using Gantry.Edge.Decisions.Guarding;

namespace Gantry.Tests.Edge.Decisions.Guarding;

public sealed class AffinityTests
{
    private const int Keys = 20_000;

    [Fact]
    public void Keys_fall_into_shares_as_weights_say()
    {
        int[] weights = [10, 0, 30, 60];
        var counts = new int[weights.Length];
        for (var key = 0; key < Keys; key++) counts[Affinity.ByWeight(Spread.Of((ulong)key, 7), weights)]++;
        for (var i = 0; i < weights.Length; i++) Assert.InRange(counts[i], (weights[i] * Keys / 100) - 400, (weights[i] * Keys / 100) + 400);
        Assert.Equal(0, counts[1]);
        Assert.Equal(-1, Affinity.ByWeight(5, [0, 0]));
    }

    /// <summary>A canary that grows keeps the clients that it has.</summary>
    [Fact]
    public void Where_weights_shift_only_as_many_keys_move()
    {
        for (var share = 0; share < 100; share += 10)
        {
            for (var key = 0; key < Keys / 10; key++)
            {
                var point = Spread.Of((ulong)key, 7);
                var (before, after) = (Affinity.ByWeight(point, [100 - share, share]), Affinity.ByWeight(point, [90 - share, share + 10]));
                Assert.True(before <= after, $"key {key} went back at {share} %");
            }
        }
    }

    [Fact]
    public void Where_a_place_goes_only_its_keys_move_and_all_places_get_some()
    {
        ulong[] places = [.. Enumerable.Range(0, 7).Select(i => Spread.Of((ulong)i, 99))];
        var counts = new int[places.Length];
        for (var key = 0; key < Keys; key++)
        {
            var all = Best((ulong)key, places);
            counts[all]++;
            var gone = (all + 1) % places.Length;
            var left = places.Where((_, i) => i != gone).ToArray();
            Assert.Equal(places[all], left[Best((ulong)key, left)]);
        }
        Assert.All(counts, count => Assert.InRange(count, (Keys / 7) - 300, (Keys / 7) + 300));
    }

    private static int Best(ulong key, ulong[] places)
    {
        var best = 0;
        for (var i = 1; i < places.Length; i++)
        {
            if (Affinity.Of(Spread.Of(key, 3), places[i]) > Affinity.Of(Spread.Of(key, 3), places[best])) best = i;
        }
        return best;
    }
}
