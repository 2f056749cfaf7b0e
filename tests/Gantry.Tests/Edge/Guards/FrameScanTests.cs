using Gantry.Edge.Guards.Decisions;

namespace Gantry.Tests.Edge.Guards;

public sealed class FrameScanTests
{
    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    [Fact]
    public void Frames_are_counted_however_they_are_cut()
    {
        byte[] all = [.. Preface, .. Frame(4, 0, 6), .. Frame(1, 5, 300), .. Frame(0, 0, 70_000), .. Frame(0, 0, 0), .. Frame(0, 1, 0), .. Frame(9, 0, 0), .. Frame(9, 4, 5), .. Frame(3, 0, 4), .. Frame(6, 0, 8), .. Frame(8, 0, 4), .. Frame(200, 0, 3)];
        foreach (var piece in (int[])[1, 2, 7, 9, 100, all.Length])
        {
            var scan = new FrameScan();
            foreach (var part in all.Chunk(piece)) scan.Follow(part);
            Assert.Equal((1, 1, 5), (scan.Asked, scan.TakenBack, scan.Chatter));
        }
    }

    [Theory]
    [InlineData(512, 512, false)]
    [InlineData(513, 513, true)]
    [InlineData(10_000, 3000, false)]
    [InlineData(10_000, 5001, true)]
    public void Requests_taken_back_are_too_much_if_they_are_many_and_most(int asked, int takenBack, bool tooMuch)
    {
        var scan = new FrameScan();
        scan.Follow([.. Preface, .. Many(asked, Frame(1, 5, 1)), .. Many(takenBack, Frame(3, 0, 4))]);
        Assert.Equal((tooMuch, false), (scan.TakesBackTooMuch, scan.ChattersTooMuch));
        scan.Forget();
        Assert.False(scan.TakesBackTooMuch);
    }

    [Fact]
    public void Chatter_is_too_much_in_the_end()
    {
        var scan = new FrameScan();
        scan.Follow([.. Preface, .. Many(10_000, Frame(6, 0, 8))]);
        Assert.False(scan.ChattersTooMuch);
        scan.Follow(Frame(4, 0, 0));
        Assert.True(scan.ChattersTooMuch);
    }

    private static byte[] Many(int times, byte[] frame) => [.. Enumerable.Repeat(frame, times).SelectMany(one => one)];

    private static byte[] Frame(byte type, byte flags, int length) => [(byte)(length >> 16), (byte)(length >> 8), (byte)length, type, flags, 0, 0, 0, 1, .. new byte[length]];
}
