using System.Text;
using Gantry.Edge.Fast.Http2;

namespace Gantry.Tests.Edge.Fast.Http2;

/// <summary>RFC 9113, 8.1 to 8.3.</summary>
public sealed class RequestFieldsTests
{
    private const string Get = ":method=GET :scheme=https :path=/a?b :authority=shop.test";

    private readonly RequestFields fields = new();

    [Theory]
    [InlineData(Get + " accept=*/* cookie=a=1 x-b=c cookie=d=2", "GET /a?b HTTP/1.1\r\nhost: shop.test\r\naccept: */*\r\nx-b: c\r\ncookie: a=1; d=2\r\n\r\n")]
    [InlineData(":path=* :method=OPTIONS :scheme=http host=shop.test", "OPTIONS * HTTP/1.1\r\nhost: shop.test\r\n\r\n")]
    [InlineData(Get + " host=shop.test te=trailers", "GET /a?b HTTP/1.1\r\nhost: shop.test\r\n\r\n")]
    public void A_request_is_made_one_of_HTTP_1_1(string said, string expected)
    {
        Take(said, ends: true);
        Assert.False(fields.IsMalformed);
        var to = new byte[4096];
        Assert.Equal(expected, Encoding.ASCII.GetString(to, 0, fields.Write(to)));
    }

    [Theory]
    [InlineData(":method=GET :scheme=https :authority=shop.test", "8.3.1: no path")]
    [InlineData(":method=GET :scheme=https :path= :authority=shop.test", "8.3.1: an empty path")]
    [InlineData(":method=GET :path=/ :authority=shop.test", "8.3.1: no scheme")]
    [InlineData(":scheme=https :path=/ :authority=shop.test", "8.3.1: no method")]
    [InlineData(":method=GET :scheme=https :path=a :authority=shop.test", "8.3.1: a path without a slash")]
    [InlineData(":method=GET :scheme=https :path=* :authority=shop.test", "8.3.1: an asterisk without OPTIONS")]
    [InlineData(Get + " :method=GET", "8.3: twice")]
    [InlineData(Get + " :status=200", "8.3: of an answer")]
    [InlineData(Get + " :other=x", "8.3: unknown")]
    [InlineData("accept=x " + Get, "8.3: behind a field")]
    [InlineData(Get + " host=other.test", "8.3.1: two hosts")]
    [InlineData(Get + " Accept=x", "8.2.1: upper case")]
    [InlineData(Get + " a(b=x", "8.2.1: no name")]
    [InlineData(Get + " a=x\r\nb", "8.2.1: a line break")]
    [InlineData(Get + " a=x\0b", "8.2.1: a zero")]
    [InlineData(Get + " a=\tx", "8.2.1: a blank in front")]
    [InlineData(Get + " a=x\t", "8.2.1: a blank behind")]
    [InlineData(Get + " connection=close", "8.2.2")]
    [InlineData(Get + " transfer-encoding=chunked", "8.2.2")]
    [InlineData(Get + " keep-alive=1", "8.2.2")]
    [InlineData(Get + " proxy-connection=1", "8.2.2")]
    [InlineData(Get + " upgrade=h2c", "8.2.2")]
    [InlineData(Get + " te=gzip", "8.2.2")]
    [InlineData(Get + " content-length=x", "8.1.1: no number")]
    [InlineData(Get + " content-length=1 content-length=2", "8.1.1: two lengths")]
    [InlineData(Get + " content-length=1", "8.1.1: a length, and no body")]
    [InlineData(":method=CONNECT :scheme=https :path=/ :authority=shop.test", "8.5: a path")]
    [InlineData(":method=CONNECT", "8.5: no authority")]
    public void What_breaks_the_rules_is_malformed(string said, string why)
    {
        Take(said, ends: true);
        Assert.True(fields.IsMalformed, why);
    }

    [Theory]
    [InlineData(Get, true, false)]
    [InlineData(Get, false, true)]
    [InlineData(Get + " content-length=5", false, false)]
    [InlineData(Get + " content-type=application/grpc+proto content-length=5", false, true)]
    [InlineData(":method=CONNECT :authority=shop.test", false, true)]
    public void What_cannot_be_said_plainly_in_HTTP_1_1_is_unusual(string said, bool ends, bool isUnusual)
    {
        Take(said, ends);
        Assert.False(fields.IsMalformed);
        Assert.Equal(isUnusual, fields.IsUnusual);
    }

    [Fact]
    public void More_than_is_allowed_is_not_kept()
    {
        fields.Begin(trailer: false);
        for (var i = 0; i < 100_000; i++) fields.Take("a"u8, "b"u8);
        Assert.True(fields.IsTooLarge);
    }

    private void Take(string said, bool ends)
    {
        fields.Begin(trailer: false);
        foreach (var field in said.Split(' '))
        {
            var at = field.IndexOf('=', StringComparison.Ordinal);
            fields.Take(Encoding.Latin1.GetBytes(field[..at]), Encoding.Latin1.GetBytes(field[(at + 1)..]));
        }
        fields.End(ends);
    }
}
