using System.Net;
using System.Text;
using Gantry.Edge.Forwarding.Decisions;

namespace Gantry.Tests.Edge.Forwarding.Decisions;

public sealed class ProxyHeaderTests
{
    [Theory]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n", "192.0.2.7:56324")]
    [InlineData("PROXY TCP6 2001:db8::7 2001:db8::1 1 65535\r\n", "[2001:db8::7]:1")]
    [InlineData("PROXY UNKNOWN\r\n", null)]
    [InlineData("PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n", null)]
    public void A_line_says_who_connected(string line, string? source)
    {
        var bytes = Encoding.ASCII.GetBytes(line + "GET / HTTP/1.1\r\n");
        Assert.Equal(ProxyVerdict.Whole, ProxyHeader.Read(bytes, out var length, out var said));
        Assert.Equal(line.Length, length);
        Assert.Equal(source, said?.ToString());
        // However it comes in.
        for (var part = 0; part < length; part++) Assert.Equal(ProxyVerdict.Partial, ProxyHeader.Read(bytes.AsSpan(0, part), out _, out _));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("proxy TCP4 192.0.2.7 198.51.100.1 1 2\r\n")]
    [InlineData("PROXY  TCP4 192.0.2.7 198.51.100.1 1 2\r\n")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 1 2\n")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 1 2\rx")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 1 2 \r\n")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 1\r\n")]
    [InlineData("PROXY TCP4 192.0.2.7  198.51.100.1 1 2\r\n")]
    [InlineData("PROXY TCP4 192.0.2.256 198.51.100.1 1 2\r\n")]
    [InlineData("PROXY TCP4 192.0.2.07 198.51.100.1 1 2\r\n")]
    [InlineData("PROXY TCP4 3221225991 198.51.100.1 1 2\r\n")]
    [InlineData("PROXY TCP4 2001:db8::7 2001:db8::1 1 2\r\n")]
    [InlineData("PROXY TCP6 192.0.2.7 198.51.100.1 1 2\r\n")]
    [InlineData("PROXY TCP6 fe80::1%1 2001:db8::1 1 2\r\n")]
    [InlineData("PROXY TCP6 [2001:db8::7] 2001:db8::1 1 2\r\n")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 65536 2\r\n")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 01 2\r\n")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 -1 2\r\n")]
    [InlineData("PROXY UDP4 192.0.2.7 198.51.100.1 1 2\r\n")]
    [InlineData("PROXY UNKNOWNX\r\n")]
    [InlineData("PROXY TCP4 192.0.2.7\t198.51.100.1 1 2\r\n")]
    [InlineData("PROXY UNKNOWN aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n")]
    public void A_line_in_any_other_form_is_refused(string line) =>
        Assert.Equal(ProxyVerdict.Malformed, ProxyHeader.Read(Encoding.ASCII.GetBytes(line), out _, out _));

    [Fact]
    public void A_line_without_an_end_is_not_waited_for_forever() =>
        Assert.Equal(ProxyVerdict.Malformed, ProxyHeader.Read(Encoding.ASCII.GetBytes("PROXY UNKNOWN " + new string('a', 200)), out _, out _));

    [Theory]
    [InlineData("21 11 000C C0000207 C6336401 DC04 01BB", "192.0.2.7:56324")]
    [InlineData("21 21 0024 20010DB8000000000000000000000007 20010DB8000000000000000000000001 0001 FFFF", "[2001:db8::7]:1")]
    // Fields beside the addresses are passed over: one of two bytes, one of none.
    [InlineData("21 11 0014 C0000207 C6336401 DC04 01BB 02 0002 6832 04 0000", "192.0.2.7:56324")]
    [InlineData("21 00 0000", null)]
    [InlineData("21 00 0003 040000", null)]
    [InlineData("20 00 0000", null)]
    [InlineData("20 11 000C C0000207 C6336401 DC04 01BB", null)]
    [InlineData("20 77 0002 ABCD", null)]
    public void A_binary_header_says_who_connected(string hex, string? source)
    {
        var bytes = Binary(hex);
        Assert.Equal(ProxyVerdict.Whole, ProxyHeader.Read([.. bytes, 1, 2, 3], out var length, out var said));
        Assert.Equal(bytes.Length, length);
        Assert.Equal(source, said?.ToString());
        for (var part = 0; part < length; part++) Assert.Equal(ProxyVerdict.Partial, ProxyHeader.Read(bytes.AsSpan(0, part), out _, out _));
    }

    [Theory]
    [InlineData("11 11 000C C0000207 C6336401 DC04 01BB")]
    [InlineData("22 11 000C C0000207 C6336401 DC04 01BB")]
    [InlineData("21 12 000C C0000207 C6336401 DC04 01BB")]
    [InlineData("21 41 000C C0000207 C6336401 DC04 01BB")]
    [InlineData("21 11 000B C0000207 C6336401 DC04 01")]
    [InlineData("21 21 000C C0000207 C6336401 DC04 01BB")]
    // A field that is cut off, and one that says it is longer than it is.
    [InlineData("21 11 000E C0000207 C6336401 DC04 01BB 02 00")]
    [InlineData("21 11 0011 C0000207 C6336401 DC04 01BB 02 0003 6832")]
    [InlineData("21 11 FFFF C0000207 C6336401 DC04 01BB")]
    public void A_binary_header_in_any_other_form_is_refused(string hex) =>
        Assert.Equal(ProxyVerdict.Malformed, ProxyHeader.Read(Binary(hex), out _, out _));

    [Fact]
    public void A_signature_that_is_not_that_one_is_refused() =>
        Assert.Equal(ProxyVerdict.Malformed, ProxyHeader.Read("\r\n\r\n\0\r\nQUIX"u8, out _, out _));

    private static byte[] Binary(string hex) => [.. "\r\n\r\n\0\r\nQUIT\n"u8, .. Convert.FromHexString(hex.Replace(" ", ""))];
}
