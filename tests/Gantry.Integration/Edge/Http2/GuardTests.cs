using Gantry.Integration.Edge.Harness;

namespace Gantry.Integration.Edge.Http2;

/// <summary>Clients of HTTP/2 that break the rules, or keep to them and mean harm: told why, and nobody else notices.</summary>
public sealed class GuardTests : IAsyncLifetime
{
    private const int ProtocolError = 1, FlowControl = 3, StreamClosed = 5, FrameSize = 6, Refused = 7, Compression = 9, EnhanceYourCalm = 11;

    private EdgeUnderTest edge = null!;
    private Backend one = null!;

    public async ValueTask InitializeAsync()
    {
        edge = await EdgeUnderTest.StartAsync();
        one = await Backend.StartAsync("one");
        await edge.PutAsync(Wanted.Snapshot(1, Wanted.Route(one)));
    }

    public async ValueTask DisposeAsync()
    {
        await edge.DisposeAsync();
        await one.DisposeAsync();
    }

    [Fact]
    public async Task What_breaks_the_rules_of_a_connection_ends_it_with_the_reason()
    {
        (string Section, int Fault, Action<RawHttp2> Say)[] cases =
        [
            ("4.2", FrameSize, client => client.Frame(RawHttp2.Data, 0, 1, new byte[16 * 1024 + 1])),
            ("4.3", Compression, client => client.Frame(RawHttp2.Headers, 5, 1, 0x80)),
            ("5.1", ProtocolError, client => client.Frame(RawHttp2.Data, 0, 1, 1)),
            ("5.1", ProtocolError, client => client.Frame(RawHttp2.Reset, 0, 1, RawHttp2.Number(8))),
            ("5.1.1", ProtocolError, client => client.Get(2, "/")),
            ("6.1", ProtocolError, client => client.Frame(RawHttp2.Data, 0, 0, 1)),
            ("6.2", ProtocolError, client => client.Get(0, "/")),
            ("6.2", ProtocolError, client => client.Frame(RawHttp2.Headers, 5 | 8, 1, 9, 0x82)),
            ("6.4", FrameSize, client => { client.Get(1, "/"); client.Frame(RawHttp2.Reset, 0, 1, 1); }),
            ("6.5", FrameSize, client => client.Frame(RawHttp2.Settings, 0, 0, 1)),
            ("6.5", FrameSize, client => client.Frame(RawHttp2.Settings, 1, 0, 0, 1, 0, 0, 0, 0)),
            ("6.5", ProtocolError, client => client.Frame(RawHttp2.Settings, 0, 1)),
            ("6.5.2", ProtocolError, client => client.Frame(RawHttp2.Settings, 0, 0, 0, 2, 0, 0, 0, 2)),
            ("6.5.2", FlowControl, client => client.Frame(RawHttp2.Settings, 0, 0, 0, 4, 0x80, 0, 0, 0)),
            ("6.5.2", ProtocolError, client => client.Frame(RawHttp2.Settings, 0, 0, 0, 5, 0, 0, 0, 1)),
            ("6.6", ProtocolError, client => client.Frame(RawHttp2.Push, 4, 1, 0, 0, 0, 2)),
            ("6.7", FrameSize, client => client.Frame(RawHttp2.Ping, 0, 0, 1)),
            ("6.7", ProtocolError, client => client.Frame(RawHttp2.Ping, 0, 1, new byte[8])),
            ("6.9", ProtocolError, client => client.Frame(RawHttp2.WindowUpdate, 0, 0, 0, 0, 0, 0)),
            ("6.9", FrameSize, client => client.Frame(RawHttp2.WindowUpdate, 0, 0, 1)),
            ("6.9.1", FlowControl, client => client.Frame(RawHttp2.WindowUpdate, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF)),
            ("6.10", ProtocolError, client => client.Frame(RawHttp2.Continuation, 4, 1, 0x82)),
            ("6.10", ProtocolError, client => { client.Frame(RawHttp2.Headers, 1, 1, 0x82); client.Frame(RawHttp2.Ping, 0, 0, new byte[8]); }),
            ("CONTINUATION without end", EnhanceYourCalm, client => { client.Frame(RawHttp2.Headers, 1, 1, 0x82); Times(100, _ => client.Frame(RawHttp2.Continuation, 0, 1)); }),
            ("a bomb of fields", EnhanceYourCalm, client => client.Frame(RawHttp2.Headers, 5, 1, [0x40, 1, (byte)'a', 0x7F, 0x81, 0x1E, .. new byte[3968].Select(_ => (byte)'b'), .. Enumerable.Repeat((byte)0xBE, 10_000)])),
            ("rapid reset", EnhanceYourCalm, client => Times(2_000, i => { client.Get(1 + (2 * i), "/wait"); client.Frame(RawHttp2.Reset, 0, 1 + (2 * i), RawHttp2.Number(8)); })),
            ("a flood of pings", EnhanceYourCalm, client => Times(20_000, _ => client.Frame(RawHttp2.Ping, 0, 0, new byte[8]))),
            ("a flood of settings", EnhanceYourCalm, client => Times(2_000, _ => client.Frame(RawHttp2.Settings, 0, 0))),
            ("a flood of priorities", EnhanceYourCalm, client => Times(20_000, _ => client.Frame(RawHttp2.Priority, 0, 1, new byte[5]))),
            ("a flood of nothing", EnhanceYourCalm, client => { client.Frame(RawHttp2.Headers, 4, 1, RawHttp2.Fields("POST", "/wait")); Times(2_000, _ => client.Frame(RawHttp2.Data, 0, 1)); }),
        ];
        foreach (var (section, fault, say) in cases)
        {
            using var client = await RawHttp2.ConnectAsync(edge.Http);
            say(client);
            await client.FlushAsync();
            Assert.Equal((section, fault), (section, await client.GoodbyeAsync()));
        }
        await edge.UntilStatsAsync(stats => stats is { Requests: 1, Connections: 0 } or { Requests: 0 });
        using var after = await RawHttp2.ConnectAsync(edge.Http);
        after.Get(1, "/");
        await after.FlushAsync();
        Assert.Equal(("one", -1), await after.AnswerAsync(1));
    }

    [Fact]
    public async Task What_is_taken_back_in_the_same_breath_never_reaches_a_replica()
    {
        using var client = await RawHttp2.ConnectAsync(edge.Http);
        await client.FlushAsync();
        Times(300, i =>
        {
            client.Frame(RawHttp2.Headers, 4, 1 + (2 * i), RawHttp2.Fields("POST", "/echo", ("content-length", "1")));
            if (i % 2 == 0) client.Frame(RawHttp2.Data, 1, 1 + (2 * i), 1);
            client.Frame(RawHttp2.Reset, 0, 1 + (2 * i), RawHttp2.Number(8));
        });
        client.Get(1001, "/");
        await client.FlushAsync();
        Assert.Equal(("one", -1), await client.AnswerAsync(1001));
        var stats = await edge.UntilStatsAsync(stats => stats.Requests == 0);
        // What the kernel tears in two may have been begun.
        Assert.InRange(stats.Routes[0].Counts.Started, 1, 10);
    }

    [Fact]
    public async Task What_breaks_the_rules_of_a_stream_ends_that_alone()
    {
        using var client = await RawHttp2.ConnectAsync(edge.Http);
        (int Fault, Action<int> Say)[] cases =
        [
            (ProtocolError, stream => client.Frame(RawHttp2.Headers, 5, stream, RawHttp2.Fields("GET", "/", ("Accept", "x")))),
            (ProtocolError, stream => client.Frame(RawHttp2.Headers, 5, stream, RawHttp2.Fields("GET", "/", ("connection", "x")))),
            (ProtocolError, stream => { client.Frame(RawHttp2.Headers, 4, stream, RawHttp2.Fields("POST", "/echo", ("content-length", "2"))); client.Frame(RawHttp2.Data, 1, stream, 1, 2, 3); }),
            (ProtocolError, stream => { client.Frame(RawHttp2.Headers, 4, stream, RawHttp2.Fields("POST", "/echo", ("content-length", "4"))); client.Frame(RawHttp2.Data, 1, stream, 1, 2, 3); }),
            (StreamClosed, stream => { client.Get(stream, "/wait"); client.Frame(RawHttp2.Data, 1, stream, 1); }),
            (ProtocolError, stream => { client.Get(stream, "/wait"); client.Frame(RawHttp2.WindowUpdate, 0, stream, RawHttp2.Number(0)); }),
            (FlowControl, stream => { client.Get(stream, "/wait"); client.Frame(RawHttp2.WindowUpdate, 0, stream, RawHttp2.Number(int.MaxValue)); }),
        ];
        for (var i = 0; i < cases.Length; i++)
        {
            cases[i].Say(1 + (2 * i));
            await client.FlushAsync();
            Assert.Equal((i, cases[i].Fault), (i, (await client.AnswerAsync(1 + (2 * i))).Fault));
        }
        client.Get(101, "/");
        await client.FlushAsync();
        Assert.Equal(("one", -1), await client.AnswerAsync(101));
        await edge.UntilStatsAsync(stats => stats is { Requests: 1 or 0 });
    }

    [Fact]
    public async Task More_streams_than_are_allowed_are_refused_and_the_others_go_on()
    {
        using var client = await RawHttp2.ConnectAsync(edge.Http);
        Times(129, i => client.Get(1 + (2 * i), "/wait"));
        await client.FlushAsync();
        Assert.Equal(Refused, (await client.AnswerAsync(1 + (2 * 128))).Fault);
        await edge.UntilStatsAsync(stats => stats.Routes[0].Counts.InFlight == 128);
        one.Open();
        Assert.Equal(("one", -1), await client.AnswerAsync(1));
    }

    [Fact]
    public async Task A_client_without_a_window_gets_what_it_has_one_for()
    {
        using var client = await RawHttp2.ConnectAsync(edge.Http, (4, 0));
        client.Get(1, "/");
        await client.FlushAsync();
        while (await client.NextAsync() is { } frame && frame.Kind != RawHttp2.Headers) Assert.NotEqual(RawHttp2.Data, frame.Kind);
        client.Frame(RawHttp2.WindowUpdate, 0, 1, RawHttp2.Number(2));
        await client.FlushAsync();
        Assert.Equal("on"u8.ToArray(), (await client.NextAsync())!.Value.Payload);
        client.Frame(RawHttp2.Settings, 0, 0, 0, 4, 0, 0, 1, 0);
        await client.FlushAsync();
        Assert.Equal(("e", -1), await client.AnswerAsync(1));
    }

    [Fact]
    public async Task Whatever_is_said_the_edge_goes_on()
    {
        var random = new Random(9113);
        for (var round = 0; round < 100; round++)
        {
            using var client = await RawHttp2.ConnectAsync(edge.Http);
            for (var frames = random.Next(1, 40); frames > 0; frames--)
            {
                var payload = random.Next(4) == 0 ? RawHttp2.Fields(random.Next(2) == 0 ? "GET" : "POST", "/") : new byte[random.Next(0, 40)];
                if (random.Next(3) == 0) random.NextBytes(payload.AsSpan(0, Math.Min(payload.Length, random.Next(1, 12))));
                client.Frame((byte)random.Next(0, 11), random.Next(3) == 0 ? random.Next(256) : 5, random.Next(3) == 0 ? 0 : 1 + (2 * random.Next(0, 20)), payload);
            }
            await client.FlushAsync();
        }
        using var after = await RawHttp2.ConnectAsync(edge.Http);
        after.Get(1, "/");
        await after.FlushAsync();
        Assert.Equal(("one", -1), await after.AnswerAsync(1));
        await edge.UntilStatsAsync(stats => stats.Requests == 0);
        Assert.DoesNotContain("fault of the edge", edge.Log, StringComparison.Ordinal);
    }

    private static void Times(int times, Action<int> act)
    {
        for (var i = 0; i < times; i++) act(i);
    }
}
