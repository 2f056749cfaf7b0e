using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Gantry.Edge.Control.Reading;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Certificates;
using Gantry.Resources.Traffic;

namespace Gantry.Tests.Edge.Control.Reading;

/// <summary>What is read by hand must be what the serializer would read, in all of its parts.</summary>
public sealed class SnapshotJsonTests
{
    private static readonly SnapshotRoute Route = new()
    {
        Name = "production/shop.web \"ä\"",
        Generation = 4_000_000_000,
        Address = "127.1.0.1",
        Ports = [80, 8080],
        Published = [new PublishedPort("127.0.0.1", 8080, 80), new PublishedPort(null, 53, 53, "udp")],
        Rules =
        [
            new RouteRule("shop.test", "/", 80) { Tls = RouteTls.Files, Exact = true, Rewrite = "/x" },
            new RouteRule(null, "/old", 80)
            {
                Tls = RouteTls.Acme,
                ClientCertificates = new ClientDemand(ClientCertificates.Optional, "partners"),
                Match = new RouteMatch { Methods = ["GET"], Conditions = [new RouteCondition(ConditionOn.Cookie, "a", "b*")] },
                Redirect = new RouteRedirect("https://new.test", 308),
                Maintenance = new MaintenanceNotice("later", TimeSpan.FromMinutes(5)),
                Rate = new RateLimit(5, TimeSpan.FromSeconds(1)),
                RatePerClient = new RateLimit(1, TimeSpan.FromSeconds(2)),
            },
        ],
        Backends = [new SnapshotBackend(3, 90, [new SnapshotReplica("a.3.1", "127.0.0.2"), new SnapshotReplica("a.3.2", "127.0.0.3")]), new SnapshotBackend(4, 10, [])],
        Hold = true,
        HoldTimeout = new TimeSpan(1, 2, 3, 4, 567),
        DrainTimeout = TimeSpan.FromMilliseconds(1),
        Probe = new ProbeDefinition { Kind = ProbeKind.Exec, Path = "/ready", Port = 81, Command = ["a", "b"], Interval = TimeSpan.FromSeconds(9), Timeout = TimeSpan.FromSeconds(8), Settle = TimeSpan.FromSeconds(7) },
        Policy = new TrafficPolicy { Balance = Balancing.Hash, Hash = new HashSource(HashOn.Header, "X-Key"), Sticky = true, Limits = new TrafficLimits { Body = 9 } },
        Mirror = new SnapshotMirror(5, [new SnapshotReplica("m", "127.0.0.9")], 50) { Methods = ["POST"], BodyLimit = 7 },
        Callers = ["127.0.1.1", "127.0.1.2", "127.0.1.3", "127.0.1.4", "127.0.1.5"],
    };

    private static readonly TrafficSnapshot Snapshot = new()
    {
        Revision = 12,
        Fence = 3,
        Platform = "test",
        Routes = [Route, new SnapshotRoute { Name = "plain", Generation = 1, Address = "" }],
        Challenges = [new HostChallenge("shop.test", ChallengeKind.Http01, "t", "a"), new HostChallenge("shop.test", ChallengeKind.TlsAlpn01, "u", "b")],
    };

    private static readonly SnapshotChange Change = new() { Platform = "test", Fence = 3, From = 11, Revision = 12, Routes = [Route], Removed = ["gone", "too"], Challenges = Snapshot.Challenges };

    [Fact]
    public void A_snapshot_is_read_as_it_was_written()
    {
        var text = Text(Snapshot);
        Assert.Equal(text, Text(SnapshotJson.Snapshot(Encoding.UTF8.GetBytes(text))));
        Assert.Equal(text, Text(new KnownRoutes().Snapshot(Encoding.UTF8.GetBytes(text))));
    }

    [Fact]
    public void A_change_is_read_as_it_was_written()
    {
        var text = JsonSerializer.Serialize(Change, GantryJson.Default.SnapshotChange);
        Assert.Equal(text, JsonSerializer.Serialize(SnapshotJson.Change(Encoding.UTF8.GetBytes(text)), GantryJson.Default.SnapshotChange));
    }

    [Fact]
    public void The_sample_says_all_that_can_be_said()
    {
        // What is added to a snapshot and not to its reader would be lost without a word.
        var said = new HashSet<string>();
        Collect(JsonSerializer.SerializeToNode(Snapshot, GantryJson.Default.TrafficSnapshot)!, said);
        Collect(JsonSerializer.SerializeToNode(Change, GantryJson.Default.SnapshotChange)!, said);
        JsonTypeInfo[] parts =
        [
            GantryJson.Default.TrafficSnapshot, GantryJson.Default.SnapshotChange, GantryJson.Default.SnapshotRoute, GantryJson.Default.SnapshotBackend,
            GantryJson.Default.SnapshotReplica, GantryJson.Default.PublishedPort, GantryJson.Default.RouteRule, GantryJson.Default.ProbeDefinition, GantryJson.Default.HostChallenge,
        ];
        Assert.All(parts.SelectMany(part => part.Properties), property => Assert.Contains(property.Name, said));
        foreach (var word in Enum.GetNames<RouteTls>().Concat(Enum.GetNames<ProbeKind>()).Concat(Enum.GetNames<ChallengeKind>())) Known(word);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"revision":1,"platform":"p"}""")]
    [InlineData("""{"revision":1,"platform":"p","routes":null}""")]
    [InlineData("""{"revision":1.5,"platform":"p","routes":[]}""")]
    [InlineData("""{"revision":1,"platform":null,"routes":[]}""")]
    [InlineData("""{"revision":1,"platform":"p","routes":[]} {}""")]
    [InlineData("""{"revision":1,"platform":"p","routes":[{}]}""")]
    [InlineData("""{"revision":1,"platform":"p","routes":[null]}""")]
    [InlineData("""{"revision":1,"platform":"p\ud800","routes":[]}""")]
    [InlineData("""{"revision":1,"platform":"p","routes":[{"name":"a","generation":1,"address":"","holdTimeout":"soon"}]}""")]
    [InlineData("""{"revision":1,"platform":"p","routes":[{"name":"a","generation":1,"address":"","ports":[99999999999]}]}""")]
    [InlineData("""{"revision":1,"platform":"p","routes":[{"name":"a","generation":1,"address":"","rules":[{"path":"/","port":1,"tls":"Maybe"}]}]}""")]
    [InlineData("""{"revision":1,"platform":"p","routes":[{"name":"a","generation":1,"address":"","policy":{"limits":{"body":"x"}}}]}""")]
    public void What_is_no_snapshot_is_refused(string text)
    {
        Assert.ThrowsAny<JsonException>(() => SnapshotJson.Snapshot(Encoding.UTF8.GetBytes(text)));
        Assert.ThrowsAny<JsonException>(() => new KnownRoutes().Snapshot(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void What_is_not_known_here_is_passed_over() =>
        Assert.Equal(2, SnapshotJson.Snapshot("""{"later":{"a":[1,{}]},"revision":2,"platform":"p","routes":[],"more":[]}"""u8.ToArray()).Revision);

    [Fact]
    public void A_route_in_the_same_words_is_the_same_object()
    {
        var known = new KnownRoutes();
        var first = known.Snapshot(Bytes(Snapshot));
        var other = Route with { Generation = 5 };
        var second = known.Snapshot(Bytes(Snapshot with { Revision = 13, Routes = [other, Snapshot.Routes[1]] }));
        Assert.Equal(5, second.Routes[0].Generation);
        Assert.Same(first.Routes[1], second.Routes[1]);
        var third = known.Change(JsonSerializer.SerializeToUtf8Bytes(Change with { Removed = ["plain"] }, GantryJson.Default.SnapshotChange));
        Assert.NotSame(second.Routes[0], third.Routes[0]);
        var fourth = known.Snapshot(Bytes(Snapshot));
        Assert.Same(third.Routes[0], fourth.Routes[0]);
        Assert.NotSame(second.Routes[1], fourth.Routes[1]);
    }

    private static void Known(string word)
    {
        var tls = Enum.TryParse<RouteTls>(word, out var of) ? of : RouteTls.Off;
        var kind = Enum.TryParse<ProbeKind>(word, out var how) ? how : ProbeKind.None;
        var route = Route with { Rules = [new RouteRule("h", "/", 1) { Tls = tls }], Probe = new ProbeDefinition { Kind = kind } };
        var read = SnapshotJson.Snapshot(Bytes(Snapshot with { Routes = [route] }));
        Assert.Equal((tls, kind), (read.Routes[0].Rules[0].Tls, read.Routes[0].Probe!.Kind));
    }

    private static void Collect(JsonNode node, HashSet<string> names)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array.OfType<JsonNode>()) Collect(item, names);
        }
        if (node is not JsonObject of) return;
        foreach (var (name, value) in of)
        {
            names.Add(name);
            if (value is not null) Collect(value, names);
        }
    }

    private static string Text(TrafficSnapshot snapshot) => JsonSerializer.Serialize(snapshot, GantryJson.Default.TrafficSnapshot);

    private static byte[] Bytes(TrafficSnapshot snapshot) => JsonSerializer.SerializeToUtf8Bytes(snapshot, GantryJson.Default.TrafficSnapshot);
}
