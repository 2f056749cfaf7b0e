using Gantry.Edge.Control;
using Gantry.Edge.Takeover;

namespace Gantry.Tests.Edge.Takeover;

public sealed class RemainsTests : IDisposable
{
    private const string Alive = "0192f0000000700000000000aaaaaaaa", Dead = "0192f0000000700000000000dddddddd";

    private readonly string home = Directory.CreateTempSubdirectory("gantry-remains-").FullName;
    private readonly ManualTime time = new();

    public void Dispose() => Directory.Delete(home, recursive: true);

    [Fact]
    public void What_the_living_have_open_is_theirs_and_what_the_dead_had_is_told_once()
    {
        using var living = InflightFile.Open(Remains.FileOf(home, Alive), time, out _);
        living.RequestBegins();
        using (var dying = InflightFile.Open(Remains.FileOf(home, Dead), time, out _))
        {
            dying.RequestBegins();
            dying.ConnectionBegins();
        }
        using (var older = InflightFile.Open(Path.Combine(home, "inflight.bin"), time, out _)) older.RequestBegins();
        Assert.False(Remains.IsDead(home, Alive));
        Assert.True(Remains.IsDead(home, Dead));
        var lost = Remains.Collect(home, time);
        Assert.Equal((2, 1), (lost!.Requests, lost.Connections));
        Assert.Null(Remains.Collect(home, time));
        Assert.Equal(1, living.Requests);
        Assert.Equal([Remains.FileOf(home, Alive)], Directory.GetFiles(home));
    }

    [Fact]
    public void One_that_ended_in_order_has_left_nothing()
    {
        using (var file = InflightFile.Open(Remains.FileOf(home, Dead), time, out _)) file.Close();
        Assert.Null(Remains.Collect(home, time));
        Assert.True(Remains.IsDead(home, Dead));
    }
}
