using System.Net;
using System.Net.Sockets;
using Gantry.Integration.Edge.Harness;
using Gantry.Resources.Apps;
using Gantry.Resources.Traffic;

namespace Gantry.Integration.Edge;

/// <summary>What a replica is told of who asked, by whom that is believed, and by what number the request goes. The same in both lanes.</summary>
public class ForwardingTests : IAsyncLifetime
{
    private static readonly IPAddress Proxy = IPAddress.Parse("127.0.0.9"), Introducer = IPAddress.Parse("127.0.0.10"), Stranger = IPAddress.Parse("127.0.0.11");

    private EdgeUnderTest edge = null!;
    private Backend one = null!;

    protected virtual string Lane => EdgeUnderTest.Fast;

    public async ValueTask InitializeAsync()
    {
        edge = await EdgeUnderTest.StartAsync(Lane, "--trusted-proxies", $"{Proxy},203.0.113.0/24", "--proxy-protocol", $"{Introducer}/32");
        one = await Backend.StartAsync("one");
        await edge.PutAsync(Wanted.Snapshot(1, Wanted.Route(one)));
    }

    public async ValueTask DisposeAsync()
    {
        await edge.DisposeAsync();
        await one.DisposeAsync();
    }

    [Fact]
    public async Task What_others_claim_is_replaced()
    {
        var got = await AskAsync(Stranger, "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil\r\nForwarded: for=6.6.6.6\r\nX-Real-IP: 6.6.6.6\r\n");
        Assert.Equal($"{Stranger}", got["X-Forwarded-For"]);
        Assert.Equal("http", got["X-Forwarded-Proto"]);
        Assert.Equal("shop.test", got["X-Forwarded-Host"]);
        Assert.Equal($"for={Stranger};host=\"shop.test\";proto=http", got["Forwarded"]);
        Assert.False(got.ContainsKey("X-Real-IP"));
    }

    [Fact]
    public async Task What_a_trusted_proxy_says_is_carried_on_in_its_own_way()
    {
        var got = await AskAsync(Proxy, "X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: outside\r\n");
        Assert.Equal($"203.0.113.7, {Proxy}", got["X-Forwarded-For"]);
        Assert.Equal(("https", "outside"), (got["X-Forwarded-Proto"], got["X-Forwarded-Host"]));
        Assert.False(got.ContainsKey("Forwarded"));
        got = await AskAsync(Proxy, "Forwarded: for=203.0.113.7;proto=https\r\n");
        Assert.Equal($"for=203.0.113.7;proto=https, for={Proxy};host=\"shop.test\";proto=http", got["Forwarded"]);
        Assert.False(got.ContainsKey("X-Forwarded-For"));
    }

    [Fact]
    public async Task A_request_is_given_a_number_and_a_trace_or_keeps_its_own()
    {
        var got = await AskAsync(Stranger, "tracestate: a=1\r\n");
        Assert.Matches($"^00-{got["X-Request-Id"]}-[0-9a-f]{{16}}-01$", got["traceparent"]);
        Assert.False(got.ContainsKey("tracestate"));
        const string Parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";
        got = await AskAsync(Stranger, $"traceparent: {Parent}\r\ntracestate: a=1\r\nX-Request-Id: mine\r\n");
        Assert.Equal((Parent, "a=1", "mine"), (got["traceparent"], got["tracestate"], got["X-Request-Id"]));
        got = await AskAsync(Stranger, "traceparent: 00-zzf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00\r\ntracestate: a=1\r\n");
        Assert.DoesNotContain("zz", got["traceparent"]);
        Assert.False(got.ContainsKey("tracestate"));
        got = await AskAsync(Stranger, $"traceparent: {Parent}\r\ntraceparent: {Parent}\r\n");
        Assert.DoesNotContain("4bf92f", got["traceparent"]);
    }

    [Theory]
    [InlineData("PROXY TCP4 198.51.100.7 192.0.2.1 1234 80\r\n", "198.51.100.7", "198.51.100.7")]
    [InlineData("PROXY TCP6 2001:db8::7 2001:db8::1 1234 80\r\n", "2001:db8::7", "\"[2001:db8::7]\"")]
    [InlineData("PROXY UNKNOWN\r\n", "127.0.0.10", "127.0.0.10")]
    [InlineData("\r\n\r\n\0\r\nQUIT\n\u0021\u0011\0\u0013\u00c6\u0033\u0064\u0007\u00c0\0\u0002\u0001\u0004\u00d2\0\u0050\u0003\0\u0004abcd", "198.51.100.7", "198.51.100.7")]
    public async Task Who_speaks_for_others_says_for_whom(string header, string address, string node)
    {
        var got = await AskAsync(Introducer, "X-Forwarded-For: 6.6.6.6\r\n", header);
        Assert.Equal(address, got["X-Forwarded-For"]);
        Assert.StartsWith($"for={node};", got["Forwarded"]);
    }

    [Fact]
    public async Task One_that_was_introduced_is_believed_if_it_is_trusted_itself()
    {
        var got = await AskAsync(Introducer, "X-Forwarded-For: 198.51.100.1\r\n", "PROXY TCP4 203.0.113.9 192.0.2.1 1234 80\r\n");
        Assert.Equal("198.51.100.1, 203.0.113.9", got["X-Forwarded-For"]);
    }

    [Theory]
    [InlineData(5432)]
    [InlineData(4000)]
    public async Task Of_what_is_passed_through_the_replica_gets_all_but_the_header(int port)
    {
        using var echo = new TcpBackend(port, TcpBackend.EchoAsync);
        await edge.PutAsync(Wanted.Snapshot(2, Wanted.Bare(1, new SnapshotReplica("echo", echo.Address.ToString())) with { Published = [new PublishedPort(null, 9000, port)] }));
        using var client = await ConnectAsync(Introducer, 9000);
        await client.SendAsync("PROXY TCP4 198.51.100.7 192.0.2.1 1234 80\r\n\0hello"u8.ToArray());
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal("\0hello", await EndAsync(client));
    }

    [Theory]
    [InlineData("")]
    [InlineData("PROXY TCP4 198.51.100.7 192.0.2.1 1234\r\n")]
    [InlineData("PROXY TCP4 198.51.100.7 192.0.2.1 1234 80\n")]
    [InlineData("\r\n\r\n\0\r\nQUIT\n\u0021\u0011\u00ff\u00ff")]
    public async Task Who_should_speak_for_others_and_does_not_is_not_served(string header)
    {
        using var client = await ConnectAsync(Introducer);
        await client.SendAsync(System.Text.Encoding.Latin1.GetBytes(header + "GET /head HTTP/1.1\r\nHost: shop.test\r\n\r\n"));
        Assert.Equal("", await EndAsync(client));
        Assert.Equal(0, one.Served);
    }

    [Fact]
    public async Task Nobody_else_can_speak_for_others()
    {
        using var client = await ConnectAsync(Stranger);
        await client.SendAsync("PROXY TCP4 198.51.100.7 192.0.2.1 1234 80\r\nGET /head HTTP/1.1\r\nHost: shop.test\r\n\r\n"u8.ToArray());
        Assert.StartsWith("HTTP/1.1 400", await EndAsync(client));
        Assert.Equal(0, one.Served);
    }

    [Fact]
    public async Task A_rate_is_that_of_whoever_asks_and_not_of_who_is_in_between()
    {
        await edge.PutAsync(Wanted.Snapshot(2, Wanted.Route(one) with { Rules = [new RouteRule(null, "/", 80) { RatePerClient = new RateLimit(1, TimeSpan.FromHours(1)) }] }));
        await AskAsync(Proxy, "X-Forwarded-For: 198.51.100.1\r\n");
        await AskAsync(Proxy, "X-Forwarded-For: 6.6.6.6, 198.51.100.2\r\n");
        await AskAsync(Introducer, "", "PROXY TCP4 198.51.100.3 192.0.2.1 1234 80\r\n");
        await AskAsync(Stranger, "X-Forwarded-For: 198.51.100.4\r\n");
        foreach (var (from, fields, header) in ((IPAddress, string, string)[])[
            (Proxy, "X-Forwarded-For: 198.51.100.1\r\n", ""), (Proxy, "X-Forwarded-For: 7.7.7.7, 198.51.100.2\r\n", ""),
            (Introducer, "", "PROXY TCP4 198.51.100.3 192.0.2.1 1234 80\r\n"), (Stranger, "X-Forwarded-For: 198.51.100.5\r\n", "")])
        {
            Assert.StartsWith("HTTP/1.1 429", await TextAsync(from, fields, header));
        }
    }

    /// <summary>What the replica got.</summary>
    private async Task<IReadOnlyDictionary<string, string>> AskAsync(IPAddress from, string fields, string before = "")
    {
        var text = await TextAsync(from, fields, before);
        Assert.StartsWith("HTTP/1.1 200", text);
        return text.Split("\r\n").Where(line => line.StartsWith("Got-", StringComparison.OrdinalIgnoreCase)).Select(line => line[4..].Split(": ", 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
    }

    private async Task<string> TextAsync(IPAddress from, string fields, string before)
    {
        using var client = await ConnectAsync(from);
        // In two parts, for nothing comes as it was sent.
        var bytes = System.Text.Encoding.Latin1.GetBytes($"{before}GET /head HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n{fields}\r\n");
        var half = before.Length / 2;
        if (half > 0) await client.SendAsync(bytes.AsMemory(0, half));
        await client.SendAsync(bytes.AsMemory(half));
        return await EndAsync(client);
    }

    private async Task<Socket> ConnectAsync(IPAddress from, int port = 0)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(port == 0 ? edge.Http : new IPEndPoint(edge.Http.Address, port));
        return socket;
    }

    private static async Task<string> EndAsync(Socket socket)
    {
        using var deadline = new CancellationTokenSource(EdgeUnderTest.Patience);
        var (buffer, text) = (new byte[16 * 1024], new System.Text.StringBuilder());
        try
        {
            for (int got; (got = await socket.ReceiveAsync(buffer, deadline.Token)) > 0;) text.Append(System.Text.Encoding.Latin1.GetString(buffer, 0, got));
        }
        catch (SocketException)
        {
            // Closed with something unread: an end as well.
        }
        return text.ToString();
    }
}

public sealed class GeneralLaneForwardingTests : ForwardingTests
{
    protected override string Lane => EdgeUnderTest.General;
}
