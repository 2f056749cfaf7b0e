using System.Text;
using Gantry.Edge.Fast.Decisions;

namespace Gantry.Tests.Edge.Fast;

public sealed class ChunkScanTests
{
    [Theory]
    [InlineData("0\r\n\r\n")]
    [InlineData("5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("5;a=\"b\"\r\nhello\r\n00A\r\n0123456789\r\n0\r\nX-Trailer: a\r\nX-Other: b\r\n\r\n")]
    public void A_body_ends_where_it_ends_in_whatever_pieces_it_comes(string body)
    {
        var bytes = Encoding.ASCII.GetBytes(body + "HTTP/1.1 200 OK\r\n");
        for (var piece = 1; piece <= bytes.Length; piece++)
        {
            var scan = new ChunkScan();
            var total = 0;
            for (var at = 0; at < bytes.Length && !scan.IsOver; at += piece)
            {
                var part = bytes.AsSpan(at, Math.Min(piece, bytes.Length - at));
                var followed = scan.Follow(part);
                Assert.True(followed == part.Length || scan.IsOver);
                total += followed;
            }
            Assert.True(scan.IsOver);
            Assert.Equal(body.Length, total);
        }
    }

    [Theory]
    [InlineData("x\r\n")]
    [InlineData("\r\n")]
    [InlineData("-5\r\n")]
    [InlineData("5 \r\nhello")]
    [InlineData("5\nhello")]
    [InlineData("5\r\nhello0")]
    [InlineData("5\r\nhello\n0\r\n")]
    [InlineData("5;\n\r\nhello")]
    [InlineData("FFFFFFFFFFFFFFFF\r\n")]
    [InlineData("0\r\n:\r\n")]
    [InlineData("0\r\nX: a\nY: b\r\n\r\n")]
    [InlineData("0\r\n\rx")]
    public void What_others_could_read_in_another_way_is_malformed(string body)
    {
        var scan = new ChunkScan();
        Assert.Equal(-1, scan.Follow(Encoding.ASCII.GetBytes(body)));
    }

    [Fact]
    public void Extensions_and_trailers_without_end_are_malformed()
    {
        Assert.Equal(-1, new ChunkScan().Follow(Encoding.ASCII.GetBytes("5;" + new string('a', 20_000))));
        Assert.Equal(-1, new ChunkScan().Follow(Encoding.ASCII.GetBytes("0\r\n" + string.Concat(Enumerable.Repeat("X: a\r\n", 10_000)))));
    }
}
