using System.Text.Json.Nodes;
using Gantry.Edge.Forwarding.Decisions;
using Gantry.Edge.Seen;
using Gantry.Edge.Seen.Log;
using Gantry.Edge.Seen.Log.Decisions;

namespace Gantry.Tests.Edge.Seen.Log;

public sealed class LogFormatTests
{
    private static readonly TrustList Nobody = TrustList.Nobody;

    [Fact]
    public void A_line_of_json_says_what_became_of_the_request()
    {
        var line = JsonNode.Parse(new LogFormat(true, false, Nobody).Line(Slot()))!;
        Assert.Equal("2023-11-14T22:13:20.000Z", (string?)line["time"]);
        Assert.Equal(("192.0.2.1", "GET", "shop.test", "/a", 200), ((string?)line["client"], (string?)line["method"], (string?)line["host"], (string?)line["path"], (int)line["status"]!));
        Assert.Equal(("production/shop.web", 3, "shop.web.3.1", 1.5), ((string?)line["route"], (int)line["release"]!, (string?)line["replica"], (double)line["milliseconds"]!));
        Assert.Equal(("id", "trace", "Mozilla"), ((string?)line["id"], (string?)line["trace"], (string?)line["agent"]));
    }

    [Fact]
    public void The_combined_format_is_that_of_other_servers() => Assert.Equal(
        "192.0.2.1 - - [14/Nov/2023:22:13:20 +0000] \"GET /a HTTP/1.1\" 200 30 \"https://from/x\" \"Mozilla\"\n",
        new LogFormat(false, false, Nobody).Line(Slot()));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_may_be_a_secret_is_written_only_if_asked_for(bool json)
    {
        Assert.DoesNotContain("s3cret", new LogFormat(json, false, Nobody).Line(Slot()));
        Assert.Contains("/a?token=s3cret", new LogFormat(json, true, Nobody).Line(Slot()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nothing_that_a_client_says_ends_a_line_or_a_field(bool json)
    {
        var line = new LogFormat(json, true, Nobody).Line(Slot(agent: "x\" 200 \"\\\r\nfake\u00ff"));
        Assert.Equal(1, line.Count(one => one == '\n'));
        if (json) Assert.Equal("x\" 200 \"\\\r\nfake\u00ff", (string?)JsonNode.Parse(line)!["agent"]);
        else Assert.Contains("\"x\\x22 200 \\x22\\x5C\\x0D\\x0Afake\\xFF\"", line);
    }

    [Theory]
    [InlineData("6.6.6.6, 198.51.100.7", "198.51.100.7")]
    [InlineData("198.51.100.7, 192.0.2.9", "198.51.100.7")]
    [InlineData("192.0.2.8", "192.0.2.8")]
    [InlineData("nonsense", "192.0.2.1")]
    [InlineData("", "192.0.2.1")]
    public void The_client_is_the_last_that_is_no_trusted_proxy(string chain, string client) =>
        Assert.StartsWith(client + " - -", new LogFormat(false, false, TrustList.Parse("192.0.2.0/24", out _)).Line(Slot(chain: chain)));

    [Fact]
    public void What_is_too_long_is_cut()
    {
        var slot = new LogSlot();
        slot.Begin(0);
        slot.Put(new byte[5000]);
        slot.Put("GET"u8);
        Assert.Equal(1024, slot.Get(LogSlot.Part.Client).Length);
        Assert.Equal(0, slot.Get(LogSlot.Part.Forwarded).Length);
    }

    private static LogSlot Slot(string chain = "", string agent = "Mozilla")
    {
        var slot = new LogSlot { Route = "production/shop.web" };
        slot.Begin(1_700_000_000_000);
        foreach (var part in (string[])["192.0.2.1", chain, "GET", "/a?token=s3cret", "shop.test", "HTTP/1.1", "https://from/x?code=s3cret", agent, "id", "trace"]) slot.Put(part);
        (slot.Route, slot.Release, slot.Replica, slot.Passed) = ("production/shop.web", 3, "shop.web.3.1", new Passed(200, 1500, 0, 30));
        return slot;
    }
}
