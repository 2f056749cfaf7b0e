using Gantry.Edge.Takeover;

namespace Gantry.Tests.Edge.Takeover;

public sealed class SeatTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gantry-seat-").FullName;

    private string Known => Path.Combine(folder, "edge.sock");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_known_name_leads_to_who_took_it_last_and_is_left_by_nobody_else()
    {
        var (one, two) = (Of("aaaaaaaa"), Of("bbbbbbbb"));
        one.Take();
        two.Take();
        one.Leave();
        Assert.Equal(two.Own, File.ReadAllText(Known));
        Assert.Empty(two.Others());
        two.Leave();
        Assert.False(File.Exists(Known));
    }

    [Fact]
    public void A_socket_that_an_older_build_left_is_replaced()
    {
        File.WriteAllText(Known, "left");
        var one = Of("aaaaaaaa");
        one.Take();
        Assert.Equal(one.Own, File.ReadAllText(Known));
    }

    [Fact]
    public void Others_are_found_by_their_sockets()
    {
        var (one, two) = (Of("aaaaaaaa"), Of("bbbbbbbb"));
        File.WriteAllText(Known + ".heir", "");
        Assert.Equal([one.Own], two.Others());
    }

    private Seat Of(string mark)
    {
        var seat = new Seat(Known, "0192f00000007000000000000" + mark);
        File.WriteAllText(seat.Own, seat.Own);
        return seat;
    }
}
