using Gantry.Edge.Control;

namespace Gantry.Tests.Edge.Control;

public sealed class InflightFileTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly ManualTime time = new();

    public void Dispose() => File.Delete(path);

    [Fact]
    public void The_first_process_has_no_predecessor()
    {
        using var file = InflightFile.Open(path, time, out var lost);
        Assert.Null(lost);
    }

    [Fact]
    public void What_was_open_when_a_process_ended_without_notice_is_known_to_the_next()
    {
        using (var file = InflightFile.Open(path, time, out _))
        {
            for (var i = 0; i < 5; i++) file.RequestBegins();
            for (var i = 0; i < 2; i++) file.ConnectionBegins();
            file.RequestEnds();
            file.Seen(time.GetUtcNow());
        }
        var seen = time.GetUtcNow();
        time.Advance(TimeSpan.FromSeconds(3));
        using var next = InflightFile.Open(path, time, out var lost);
        Assert.Equal((4, 2, seen), (lost!.Requests, lost.Connections, lost.LastSeen));
        Assert.Equal((0, 0), (next.Requests, next.Connections));
    }

    [Fact]
    public void A_process_that_ended_in_order_lost_nothing()
    {
        using (var file = InflightFile.Open(path, time, out _))
        {
            file.RequestBegins();
            file.Close();
        }
        using var next = InflightFile.Open(path, time, out var lost);
        Assert.Null(lost);
    }

    [Fact]
    public void A_file_of_something_else_is_taken_over()
    {
        File.WriteAllText(path, "what is this");
        using var file = InflightFile.Open(path, time, out var lost);
        Assert.Null(lost);
        Assert.Equal(0, file.Requests);
    }
}
