using Gantry.Edge.Decisions;

namespace Gantry.Tests.Edge.Decisions;

public sealed class HopByHopTests
{
    [Theory]
    [InlineData("connection", null, true)]
    [InlineData("Transfer-Encoding", null, true)]
    [InlineData("Upgrade", null, true)]
    [InlineData("Content-Type", null, false)]
    [InlineData("X-Mine", "close, x-mine", true)]
    [InlineData("X-Mine", "close,x-mine-too", false)]
    public void Fields_of_one_connection_stay_there(string field, string? connection, bool stays) => Assert.Equal(stays, HopByHop.Is(field, connection));
}
