using System.Text;
using Gantry.Edge.Decisions;

namespace Gantry.Tests.Edge.Decisions;

public sealed class SnifferTests
{
    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n", Wire.Http1)]
    [InlineData("OPTIONS * HTTP/1.1\r\n", Wire.Http1)]
    [InlineData("GET http://x/ HTTP/1.0\r\n", Wire.Http1)]
    [InlineData("CONNECT x:443 HTTP/1.1\r\n", Wire.Http1)]
    [InlineData("PROPFIND /dav HTTP/1.1\r\n", Wire.Http1)]
    [InlineData("GET /a-target-longer-than-what-has-come", Wire.Http1)]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Wire.Http2)]
    [InlineData("", Wire.Undecided)]
    [InlineData("G", Wire.Undecided)]
    [InlineData("GET", Wire.Undecided)]
    [InlineData("GET ", Wire.Undecided)]
    [InlineData("PRI * HTTP/2.0", Wire.Undecided)]
    [InlineData("SET key value\r\n", Wire.Raw)]
    [InlineData("GET /key\r\n", Wire.Raw)]
    [InlineData("CONNECT {\"verbose\":false}\r\n", Wire.Raw)]
    [InlineData("*1\r\n$4\r\nPING\r\n", Wire.Raw)]
    [InlineData("SSH-2.0-OpenSSH\r\n", Wire.Raw)]
    [InlineData("ehlo x\r\n", Wire.Raw)]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZ", Wire.Raw)]
    [InlineData("\u0016\u0003\u0001", Wire.Raw)]
    [InlineData("PRI * HTTP/3", Wire.Http1)]
    public void The_first_bytes_tell_what_is_spoken(string bytes, Wire wire) => Assert.Equal(wire, Sniffer.Look(Encoding.Latin1.GetBytes(bytes)));

    [Fact]
    public void However_the_first_line_is_cut_it_is_never_taken_for_something_else()
    {
        foreach (var (text, wire) in new[] { ("GET /index.html HTTP/1.1\r\n", Wire.Http1), ("PRI * HTTP/2.0\r\n\r\n", Wire.Http2) })
        {
            var bytes = Encoding.ASCII.GetBytes(text);
            for (var length = 0; length <= bytes.Length; length++)
                Assert.Contains(Sniffer.Look(bytes.AsSpan(0, length)), new[] { Wire.Undecided, wire });
        }
    }

    [Theory]
    [InlineData(5432, true)]
    [InlineData(6379, true)]
    [InlineData(8080, false)]
    public void Ports_where_the_server_speaks_first_are_known(int port, bool opaque) => Assert.Equal(opaque, Sniffer.IsOpaque(port));
}
