using System.Net;
using Gantry.Edge.Forwarding.Decisions;

namespace Gantry.Tests.Edge.Forwarding.Decisions;

public sealed class TrustListTests
{
    [Theory]
    [InlineData("10.0.0.0/8", "10.255.0.1", true)]
    [InlineData("10.0.0.0/8", "11.0.0.1", false)]
    [InlineData("10.0.0.0/8", "::ffff:10.0.0.1", true)]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("2001:db8::/32, 10.0.0.0/8", "2001:db8:1::1", true)]
    [InlineData("2001:db8::/32 ,10.0.0.0/8", "10.1.1.1", true)]
    [InlineData("", "127.0.0.1", false)]
    public void Those_in_it_are_known(string list, string address, bool has)
    {
        Assert.Equal(has, TrustList.Parse(list, out var wrong).Has(IPAddress.Parse(address)));
        Assert.Null(wrong);
    }

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("proxy.example")]
    [InlineData("10.0.0.0/8,/")]
    public void What_is_no_network_is_said(string list)
    {
        Assert.True(TrustList.Parse(list, out var wrong).IsEmpty);
        Assert.NotNull(wrong);
    }

    [Theory]
    [InlineData("10.0.0.1", "198.51.100.7", "198.51.100.7")]
    [InlineData("10.0.0.1", "6.6.6.6, 198.51.100.7", "198.51.100.7")]
    [InlineData("10.0.0.1", "198.51.100.7, 10.0.0.2 ,10.0.0.3", "198.51.100.7")]
    [InlineData("10.0.0.1", "10.0.0.4, 10.0.0.2", "10.0.0.4")]
    [InlineData("10.0.0.1", "198.51.100.7, unknown", "10.0.0.1")]
    [InlineData("10.0.0.1", "", "10.0.0.1")]
    [InlineData("192.0.2.1", "198.51.100.7", "192.0.2.1")]
    public void Who_asks_is_the_last_that_nobody_trusts(string peer, string chain, string asks) =>
        Assert.Equal(IPAddress.Parse(asks), TrustList.Parse("10.0.0.0/8", out _).Behind(IPAddress.Parse(peer), System.Text.Encoding.ASCII.GetBytes(chain)));
}
