using System.Text;
using Gantry.Edge.Forwarding.Decisions;
using Gantry.Edge.Seen.Log;
using Gantry.Edge.Seen.Log.Decisions;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Tests.Edge.Seen.Log;

public sealed class LogFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gantry-log-").FullName;
    private readonly ManualTime time = new();

    private string Path => System.IO.Path.Combine(folder, "access.log");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Full_files_move_on_and_the_oldest_goes()
    {
        using var file = new LogFile(Path, 10, time);
        for (var i = 0; i < 8; i++) file.Write(Encoding.ASCII.GetBytes($"line {i}\n"));
        Assert.Equal("line 7\n", File.ReadAllText(Path));
        Assert.Equal("line 6\n", File.ReadAllText(Path + ".1"));
        Assert.Equal("line 3\n", File.ReadAllText(Path + ".4"));
        Assert.Equal(1 + LogFile.Kept, Directory.GetFiles(folder).Length);
    }

    [Fact]
    public void A_file_that_was_moved_away_is_made_anew_and_is_its_owners()
    {
        using var file = new LogFile(Path, 1000, time);
        file.Write("one\n"u8);
        File.Move(Path, Path + ".moved");
        time.Advance(TimeSpan.FromSeconds(2));
        file.Write("two\n"u8);
        Assert.Equal("one\n", File.ReadAllText(Path + ".moved"));
        Assert.Equal("two\n", File.ReadAllText(Path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
    }

    [Fact]
    public void What_cannot_be_kept_up_with_is_dropped_and_counted()
    {
        var ring = new LogRing();
        var slots = new List<LogSlot>();
        for (var i = 0; i < LogRing.Most; i++) slots.Add(ring.Take()!);
        Assert.Null(ring.Take());
        Assert.Equal(1, ring.Dropped);
        ring.Push(slots[0]);
        Assert.Null(ring.Take());
        ring.Free(ring.Pop()!);
        Assert.NotNull(ring.Take());
        Assert.Equal(2, ring.Dropped);
    }

    [Fact]
    public void Every_line_of_every_thread_is_in_the_file_when_it_ends()
    {
        const int Each = 2000;
        using (var log = new AccessLog(new LogFormat(false, false, TrustList.Nobody), new LogFile(Path, long.MaxValue, TimeProvider.System), TimeProvider.System, NullLogger.Instance))
        {
            Parallel.For(0, 4, _ =>
            {
                for (var i = 0; i < Each; i++)
                {
                    var slot = Taken(log.Take);
                    slot.Begin(0);
                    slot.Put("client");
                    log.Push(slot);
                }
            });
            var ring = log.RingOf(0);
            for (var i = 0; i < Each; i++)
            {
                var slot = Taken(ring.Take);
                slot.Begin(0);
                slot.Put("loop");
                slot.IsVoid = i % 2 == 0;
                ring.Push(slot);
            }
        }
        var lines = File.ReadAllLines(Path);
        Assert.Equal(4 * Each, lines.Count(line => line.StartsWith("client ", StringComparison.Ordinal)));
        Assert.Equal(Each / 2, lines.Count(line => line.StartsWith("loop ", StringComparison.Ordinal)));
    }

    /// <summary>A machine with much else to do may write more slowly than this makes lines: then there is room a little later.</summary>
    private static LogSlot Taken(Func<LogSlot?> take)
    {
        LogSlot? slot = null;
        Assert.True(SpinWait.SpinUntil(() => (slot = take()) is not null, TimeSpan.FromSeconds(30)), "No room for a line within 30 s.");
        return slot!;
    }
}
