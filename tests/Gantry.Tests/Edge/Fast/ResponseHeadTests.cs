using System.Text;
using Gantry.Edge.Fast.Decisions;
using Gantry.Edge.Fast.Heads;

namespace Gantry.Tests.Edge.Fast;

public sealed class ResponseHeadTests
{
    private readonly ResponseHead head = new();

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nKeep-Alive: 5\r\nConnection: keep-alive\r\nA: b\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nA: b\r\nDate: now\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nDate: then\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.1 200 OK\r\nDate: then\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nDate: then\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.1 200 OK\r\nDate: then\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("HTTP/1.0 404 Not Found\nDate: then\n\n", "HTTP/1.1 404 Not Found\r\nDate: then\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 204\r\nDate: then\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 204 \r\nDate: then\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nDate: then\r\nContent-Length: 0\r\nConnection: close, X-A\r\nX-A: b\r\n\r\n", "HTTP/1.1 200 OK\r\nDate: then\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nDate: then\r\nContent-Length: 5\r\nConnection: close, X-A\r\nX-A: b\r\n 20\r\n\r\n", "HTTP/1.1 200 OK\r\nDate: then\r\nContent-Length: 5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nDate: then\r\nContent-Length: 0\r\nX-A: b\r\n  c\r\n\r\n", "HTTP/1.1 200 OK\r\nDate: then\r\nContent-Length: 0\r\nX-A: b c\r\n\r\n")]
    public void The_client_gets_the_head_without_what_belongs_to_the_other_connection(string got, string given)
    {
        var bytes = Encoding.Latin1.GetBytes(got);
        Assert.Equal(HeadVerdict.Whole, head.Read(bytes));
        Assert.Equal(bytes.Length, head.Length);
        var to = new byte[4096];
        var length = ResponseWriter.Write(head, bytes, head.FramingOf(toHead: false), closes: false, "Date: now\r\n"u8, isStrict: false, to);
        Assert.Equal(given, Encoding.Latin1.GetString(to, 0, length));
        for (var part = 0; part < bytes.Length; part++) Assert.Equal(HeadVerdict.Partial, head.Read(bytes.AsSpan(0, part)));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nA b\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nA: b\0\r\n\r\n")]
    [InlineData("HTTP/1.1 99 OK\r\n\r\n")]
    [InlineData("HTTP/2 200 OK\r\n\r\n")]
    [InlineData("220 hello\r\n")]
    public void What_is_no_answer_is_not_taken_for_one(string got) => Assert.Equal(HeadVerdict.Unusual, head.Read(Encoding.Latin1.GetBytes(got)));

    [Theory]
    [InlineData("", "\r\nStrict-Transport-Security: max-age=31536000\r\n\r\n")]
    [InlineData("strict-transport-security: max-age=0\r\n", "max-age=0\r\n\r\n")]
    public void Strict_transport_is_said_once_and_by_the_service_first(string said, string end)
    {
        var bytes = Encoding.Latin1.GetBytes("HTTP/1.1 204 No Content\r\nDate: then\r\n" + said + "\r\n");
        Assert.Equal(HeadVerdict.Whole, head.Read(bytes));
        var to = new byte[4096];
        var length = ResponseWriter.Write(head, bytes, Framing.None, closes: false, "Date: now\r\n"u8, isStrict: true, to);
        var written = Encoding.Latin1.GetString(to, 0, length);
        Assert.EndsWith(end, written, StringComparison.Ordinal);
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(written, "(?i)strict-transport"));
    }

    [Fact]
    public void Bytes_at_random_end_in_a_verdict()
    {
        var random = new Random(7);
        var sound = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nConnection: close\r\nA: b\r\n c\r\n\r\n");
        var to = new byte[8192];
        for (var round = 0; round < 100_000; round++)
        {
            var bytes = sound.ToArray();
            for (var changes = random.Next(1, 5); changes > 0; changes--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (head.Read(bytes) == HeadVerdict.Whole) ResponseWriter.Write(head, bytes, head.FramingOf(false), true, "Date: now\r\n"u8, isStrict: true, to);
        }
    }
}
