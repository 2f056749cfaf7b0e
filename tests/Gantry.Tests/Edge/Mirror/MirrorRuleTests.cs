using System.Text;
using Gantry.Edge.Mirror.Decisions;
using Gantry.Resources.Traffic;

namespace Gantry.Tests.Edge.Mirror;

public sealed class MirrorRuleTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(33)]
    [InlineData(50)]
    [InlineData(100)]
    public void Of_every_hundred_requests_the_share_is_chosen_and_evenly(int share)
    {
        var chosen = Enumerable.Range(0, 1000).Select(before => MirrorRule.IsChosen((uint)before, share)).ToArray();
        for (var i = 0; i < 1000; i += 100) Assert.Equal(share, chosen[i..(i + 100)].Count(one => one));
        if (share == 50) Assert.Equal(500, chosen.Chunk(2).Count(pair => pair.Count(one => one) == 1));
    }

    [Theory]
    [InlineData("GET", true)]
    [InlineData("HEAD", true)]
    [InlineData("OPTIONS", true)]
    [InlineData("POST", true)]
    [InlineData("PUT", false)]
    [InlineData("POSTS", false)]
    public void What_changes_something_is_copied_only_by_name(string method, bool may) => Assert.Equal(may, MirrorRule.MayBe(Encoding.ASCII.GetBytes(method), ["POST"]));

    [Theory]
    [InlineData(50, 1000, true)]
    [InlineData(101, 1000, false)]
    [InlineData(-1, 1000, false)]
    [InlineData(50, -1, false)]
    [InlineData(50, SnapshotMirror.LargestBody + 1, false)]
    public void Shares_and_limits_are_within_bounds(int share, int limit, bool sound) =>
        Assert.Equal(sound, MirrorRule.Fault(new SnapshotMirror(1, [], share) { BodyLimit = limit }) is null);
}
