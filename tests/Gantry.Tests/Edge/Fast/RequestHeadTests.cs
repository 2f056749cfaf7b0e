using System.Net;
using System.Text;
using Gantry.Edge.Fast.Decisions;
using Gantry.Edge.Fast.Heads;

namespace Gantry.Tests.Edge.Fast;

public sealed class RequestHeadTests
{
    private const string Plain = "GET /a/b?c=d HTTP/1.1\r\nHost: shop.test:80\r\nAccept: */*\r\nX-Forwarded-For: 6.6.6.6\r\nX_Real_IP: 6.6.6.6\r\nClient-Cert: :AA==:\r\nclient_cert_chain: :AA==:\r\nKeep-Alive: 5\r\nCookie: a=1\r\n\r\n";

    private static readonly byte[] Alphabet = "GET / HTTP/1.1\r\n: \t\0\x7F%aZ09.-_,;#Host:Content-Length:Transfer-Encoding:chunked"u8.ToArray();

    private readonly RequestHead head = new();

    [Fact]
    public void A_plain_head_is_read_to_its_end_and_no_further()
    {
        Assert.Equal(HeadVerdict.Whole, head.Read(Bytes(Plain + "GET /next")));
        Assert.Equal(Plain.Length, head.Length);
        Assert.Equal("/a/b?c=d", Encoding.ASCII.GetString(head.Target(Bytes(Plain))));
        Assert.Equal("shop.test:80", Encoding.ASCII.GetString(head.Host!.Value.Value(Bytes(Plain))));
    }

    [Fact]
    public void No_part_of_a_plain_head_is_taken_for_the_whole_or_for_unusual()
    {
        var bytes = Bytes(Plain);
        for (var length = 1; length < bytes.Length; length++) Assert.Equal(HeadVerdict.Partial, head.Read(bytes.AsSpan(0, length)));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\nHost: x\n\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\nA: b\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost : x\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n")]
    [InlineData("GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET / HTTP/1.0\r\nHost: x\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001")]
    public void What_is_not_plain_is_left_to_the_general_lane(string text) => Assert.Equal(HeadVerdict.Unusual, head.Read(Bytes(text)));

    [Fact]
    public void What_is_written_for_the_replica_has_what_the_edge_vouches_for_and_not_what_the_client_claims()
    {
        Assert.Equal(HeadVerdict.Whole, head.Read(Bytes(Plain)));
        var text = Written(Plain, isBelieved: false);
        Assert.StartsWith("GET /a/b?c=d HTTP/1.1\r\nHost: shop.test:80\r\nAccept: */*\r\nCookie: a=1\r\nX-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: shop.test:80\r\nForwarded: for=1.2.3.4;host=\"shop.test:80\";proto=http\r\nX-Request-Id: ", text);
        Assert.EndsWith("\r\n\r\n", text);
        Assert.Contains("X-Forwarded-For: 6.6.6.6, 1.2.3.4\r\n", Written(Plain, isBelieved: true));
    }

    [Fact]
    public void A_request_is_numbered_as_its_trace_is_where_it_begins_one()
    {
        head.Read(Bytes(Plain));
        var text = Written(Plain, isBelieved: false);
        Assert.Matches("X-Request-Id: (?<id>[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15})\r\ntraceparent: 00-\\k<id>-[0-9a-f]{16}-01\r\n", text);
        Assert.NotEqual(text, Written(Plain, isBelieved: false));
    }

    [Theory]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", true)]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01", false)]
    public void A_trace_goes_on_if_it_is_one(string parent, bool goesOn)
    {
        var request = $"GET / HTTP/1.1\r\nHost: a\r\ntracestate: x=1\r\nTraceparent: {parent}\r\nX-Request-Id: mine\r\n\r\n";
        Assert.Equal(HeadVerdict.Whole, head.Read(Bytes(request)));
        var text = Written(request, isBelieved: false);
        Assert.Equal(goesOn, text.Contains(parent, StringComparison.Ordinal));
        Assert.Equal(goesOn, text.Contains("tracestate: x=1\r\n", StringComparison.Ordinal));
        Assert.Single(text.Split("\r\n"), line => line.StartsWith("traceparent:", StringComparison.OrdinalIgnoreCase));
        Assert.Contains("X-Request-Id: mine\r\n", text);
    }

    [Fact]
    public void Two_traces_are_for_the_general_lane_to_judge() => Assert.Equal(HeadVerdict.Unusual,
        head.Read(Bytes("GET / HTTP/1.1\r\nHost: a\r\ntraceparent: a\r\ntraceparent: b\r\n\r\n")));

    /// <summary>Bytes at random, and sound heads with some of them changed: never an exception, and what is taken for whole is so in the narrowest reading.</summary>
    [Fact]
    public void Whatever_is_taken_for_whole_is_written_as_a_head_of_one_reading()
    {
        var random = new Random(5);
        var taken = 0;
        for (var round = 0; round < 200_000; round++)
        {
            var bytes = round % 4 == 0 ? Noise(random) : Changed(random);
            if (head.Read(bytes) != HeadVerdict.Whole) continue;
            taken++;
            var lines = Written(Encoding.Latin1.GetString(bytes), isBelieved: round % 2 == 0).Split("\r\n");
            Assert.Matches(@"^[A-Z]+ /[!-~]* HTTP/1\.1$", lines[0]);
            Assert.All(lines[1..^2], line => Assert.Matches(@"^[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t\x20-\x7e\x80-\xff]*$", line));
            Assert.Single(lines, line => line.StartsWith("host:", StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain(lines, line => line.StartsWith("transfer-encoding:", StringComparison.OrdinalIgnoreCase));
        }
        Assert.True(taken > 1000);
    }

    private static byte[] Noise(Random random) =>
        [.. Enumerable.Range(0, random.Next(200)).Select(_ => Alphabet[random.Next(Alphabet.Length)]), .. "\r\n\r\n"u8];

    private static byte[] Changed(Random random)
    {
        var bytes = Bytes(Plain).ToList();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(3))
            {
                case 0:
                    bytes[at] = Alphabet[random.Next(Alphabet.Length)];
                    break;
                case 1:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                default:
                    bytes.RemoveAt(at);
                    break;
            }
        }
        return [.. bytes, .. "\r\n\r\n"u8];
    }

    private string Written(string text, bool isBelieved)
    {
        var to = new byte[64 * 1024];
        var length = new RequestWriter(new RequestIds()).Write(head, Bytes(text), new Asker(IPAddress.Parse("1.2.3.4"), isBelieved), false, 1_700_000_000_000, to);
        return Encoding.Latin1.GetString(to, 0, length);
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
