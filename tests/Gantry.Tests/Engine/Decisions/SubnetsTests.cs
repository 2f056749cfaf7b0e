using Gantry.Engine.Decisions;

namespace Gantry.Tests.Engine.Decisions;

public sealed class SubnetsTests
{
    [Fact]
    public void Networks_come_from_the_upper_three_quarters_and_overlap_with_none()
    {
        var free = Subnets.Free("10.77", ["10.77.64.0/24", "10.77.66.0/24", "172.17.0.0/16"]).ToList();
        Assert.Equal(["10.77.65.0/24", "10.77.67.0/24"], free[..2]);
        Assert.Equal("10.77.255.0/24", free[^1]);
        Assert.Equal(190, free.Count);
    }

    [Theory]
    [InlineData("10.77.64.0/23", "10.77.66.0/24")]
    [InlineData("10.77.64.128/25", "10.77.65.0/24")]
    [InlineData("10.77.0.0/17", "10.77.128.0/24")]
    public void A_network_of_another_size_is_no_less_in_the_way(string there, string first) =>
        Assert.Equal(first, Subnets.Free("10.77", [there]).First());

    [Fact]
    public void A_block_that_is_taken_as_a_whole_has_nothing_left() => Assert.Empty(Subnets.Free("10.77", ["10.0.0.0/8", "fd00::/8"]));

    [Fact]
    public void Addresses_begin_at_ten_and_the_first_gap_is_used()
    {
        Assert.Equal("10.77.64.10", Subnets.FreeAddress("10.77.64.0/24", new HashSet<string>()));
        Assert.Equal("10.77.64.11", Subnets.FreeAddress("10.77.64.0/24", new HashSet<string> { "10.77.64.10", "10.77.64.12" }));
        var all = Enumerable.Range(0, 256).Select(n => $"10.77.64.{n}").ToHashSet();
        Assert.Null(Subnets.FreeAddress("10.77.64.0/24", all));
        all.Remove("10.77.64.254");
        Assert.Equal("10.77.64.254", Subnets.FreeAddress("10.77.64.0/24", all));
    }
}
