using Gantry.Edge.Fast.Tls;

namespace Gantry.Tests.Edge.Fast.Tls;

/// <summary>Lists of names as clients offer them (RFC 7301, 3.1).</summary>
public sealed class SpokenTests
{
    [Theory]
    [InlineData("02683208687474702f312e31", 0)]
    [InlineData("08687474702f312e31026832", 9)]
    [InlineData("08687474702f312e31", -1)]
    [InlineData("", -1)]
    [InlineData("036832", -1)]
    [InlineData("00026832", 1)]
    public void A_name_is_found_whole_or_not_at_all(string offer, int at) => Assert.Equal(at, Spoken.Find(Convert.FromHexString(offer), "h2"u8));
}
