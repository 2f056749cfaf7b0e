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
    public void What_loops_count_for_themselves_is_counted_in()
    {
        using (var file = InflightFile.Open(path, time, out _))
        {
            file.RequestBegins();
            for (var i = 0; i < 3; i++) file.RequestBegins(1);
            file.RequestEnds(1);
            Assert.Equal(3, file.Requests);
        }
        using (var next = InflightFile.Open(path, time, out var lost))
        {
            Assert.Equal(3, lost!.Requests);
            Assert.Equal(0, next.Requests);
            next.RequestBegins(1);
        }
        // One from where there were more processors, of which the last had one too.
        using (var file = new FileStream(path, FileMode.Open)) file.SetLength(64 * 200);
        using (var view = System.IO.MemoryMappedFiles.MemoryMappedFile.CreateFromFile(path))
        using (var cells = view.CreateViewAccessor()) cells.Write((64 * 199) + (2 * sizeof(long)), 1L);
        using var other = InflightFile.Open(path, time, out var more);
        Assert.Equal((2, 0), (more!.Requests, other.Requests));
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
