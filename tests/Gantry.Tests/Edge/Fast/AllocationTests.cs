using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gantry.Edge.Control;
using Gantry.Edge.Decisions;
using Gantry.Edge.Decisions.Guarding;
using Gantry.Edge.Fast;
using Gantry.Edge.Fast.Tls;
using Gantry.Edge.Http;
using Gantry.Edge.Listening;
using Gantry.Edge.Mirror;
using Gantry.Edge.Routing;
using Gantry.Edge.Tcp;
using Gantry.Edge.Tls;
using Gantry.Resources.Apps;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Tests.Edge.Fast;

/// <summary>The budget of the fast lane: in the steady state a request costs no memory.</summary>
public sealed class AllocationTests : IDisposable
{
    private const int Requests = 10_000;

    private readonly string folder = Directory.CreateTempSubdirectory("gantry-lane-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("GET /a/b?c=d HTTP/1.1\r\nHost: shop.test\r\nAccept: */*\r\n\r\n", false)]
    [InlineData("POST /a HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 5\r\n\r\nhello", false)]
    [InlineData("GET /a/b?c=d HTTP/1.1\r\nHost: shop.test\r\nAccept: */*\r\n\r\n", true)]
    public Task Ten_thousand_requests_allocate_nothing(string request, bool isSecure) =>
        AllocateNothingAsync(request, new RouteRule("shop.test", "/", 0) { Tls = isSecure ? RouteTls.Files : RouteTls.Off }, null, isSecure);

    /// <summary>Matches, a rewrite, a rate and the ways to share are the fast lane's own.</summary>
    [Theory]
    [InlineData(Balancing.LeastRequest, false)]
    [InlineData(Balancing.Hash, false)]
    [InlineData(Balancing.RoundRobin, true)]
    public Task Nor_do_they_where_the_route_says_more(Balancing way, bool sticky) => AllocateNothingAsync(
        $"GET /a/b?c=d HTTP/1.1\r\nHost: shop.test\r\nX-User: 7\r\nCookie: a=b; gantry-{(uint)Spread.Of(System.Text.Encoding.UTF8.GetBytes(Snapshots.Web)):x8}={Spread.Of("one"u8):x16}\r\n\r\n",
        new RouteRule("shop.test", "/a", 0)
        {
            Match = new RouteMatch { Methods = ["GET"], Conditions = [new(ConditionOn.Header, "x-user", "*"), new(ConditionOn.Cookie, "a", "b"), new(ConditionOn.Query, "c", "d")] },
            Rewrite = "/z",
            Rate = new RateLimit(1_000_000, TimeSpan.FromSeconds(1)),
            RatePerClient = new RateLimit(1_000_000, TimeSpan.FromSeconds(1)),
        },
        new TrafficPolicy { Balance = way, Hash = new HashSource(HashOn.Header, "x-user"), Sticky = sticky, SlowStart = TimeSpan.FromHours(1), Limits = new TrafficLimits { PerReplica = 100, Pending = 10 } });

    /// <summary>One stream after the other, on one connection.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Nor_do_they_over_HTTP_2(bool isSecure) =>
        AllocateNothingAsync("", new RouteRule("shop.test", "/", 0) { Tls = isSecure ? RouteTls.Files : RouteTls.Off }, null, isSecure, isHttp2: true);

    private async Task AllocateNothingAsync(string request, RouteRule rule, TrafficPolicy? policy, bool isSecure = false, bool isHttp2 = false)
    {
        using var certificates = Certificates();
        using var tls = new TlsEntrance(certificates, TimeProvider.System);
        using var replica = Listen();
        var port = ((IPEndPoint)replica.LocalEndPoint!).Port;
        var answering = new Thread(() => Serve(replica)) { IsBackground = true };
        answering.Start();
        using var inflight = InflightFile.Open(Path.Combine(folder, "inflight"), TimeProvider.System, out _);
        using var listeners = new ListenerSet(TimeProvider.System);
        using var general = new ChannelTransport(NullLogger.Instance);
        var traffic = new TrafficSwitch(TimeProvider.System);
        var parts = new LaneParts
        {
            Traffic = traffic,
            Inflight = inflight,
            Listeners = listeners,
            Doorway = new Doorway(listeners, general, new TcpLane(traffic, new Entrance(traffic, TimeProvider.System), inflight, TimeProvider.System), null, TimeProvider.System),
            General = general,
            Tls = tls,
            Time = TimeProvider.System,
            Log = NullLogger.Instance,
            Stopping = CancellationToken.None,
        };
        var visits = new HttpLane(new Forwarder(traffic, new Entrance(traffic, TimeProvider.System), new Exchange(inflight, new GeneralMirror(parts.Mirrors), TimeProvider.System), 0), traffic, inflight, TimeProvider.System, NullLogger.Instance);
        await using var lane = new FastLane(parts with { Lane = visits });
        var http = FreeAddress();
        var snapshot = Snapshots.Of(1, Snapshots.Route(new Gantry.Resources.Traffic.SnapshotBackend(1, 100, [new("one", "127.0.0.1")])) with { Rules = [rule with { Port = port }], Policy = policy });
        traffic.Apply(snapshot);
        listeners.Opened(lane.Attach);
        listeners.Apply(ListenPlan.Of(isSecure ? FreeAddress() : http, isSecure ? http : null).With(snapshot, IPAddress.Loopback));

        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.Connect(http);
        await using var stream = Speak(client, isSecure, isHttp2);
        var streams = isHttp2 ? new StreamClient(stream) : null;
        Action<int> ask = streams is null ? times => Ask(stream, request, times) : streams.Ask;
        ask(2000);
        var before = lane.Allocated();
        ask(Requests);
        var allocated = lane.Allocated() - before;
        // What asking for the count costs, a time now and then, and what a collection in between takes for used. The smallest
        // object is 24 bytes: one of them in every twelfth request would be more.
        Assert.InRange(allocated, 0, 2 * Requests);
        Assert.Equal(2000 + Requests, traffic.Gauges().Single().Tally.Started);
    }

    private CertificateShelf Certificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=shop.test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("shop.test");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Path.Combine(folder, "shop.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "shop.key"), key.ExportPkcs8PrivateKeyPem());
        File.SetUnixFileMode(Path.Combine(folder, "shop.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var shelf = new CertificateShelf(folder, "", TimeProvider.System, NullLogger.Instance, forLoops: true);
        shelf.Need(["shop.test"]);
        return shelf;
    }

    private static Stream Speak(Socket client, bool isSecure, bool isHttp2)
    {
        var plain = new NetworkStream(client);
        if (!isSecure) return plain;
        var secure = new SslStream(plain, false, (_, _, _, _) => true);
        secure.AuthenticateAsClient(new SslClientAuthenticationOptions { TargetHost = "shop.test", ApplicationProtocols = [isHttp2 ? SslApplicationProtocol.Http2 : SslApplicationProtocol.Http11] });
        return secure;
    }

    private static void Ask(Stream client, string request, int times)
    {
        var bytes = System.Text.Encoding.ASCII.GetBytes(request);
        var answer = new byte[4096];
        for (var i = 0; i < times; i++)
        {
            client.Write(bytes);
            for (var got = 0; !answer.AsSpan(0, got).EndsWith("ok"u8);)
            {
                var length = client.Read(answer.AsSpan(got));
                Assert.True(length > 0, "the edge closed the connection");
                got += length;
            }
        }
    }

    private static void Serve(Socket listener)
    {
        try
        {
            while (true)
            {
                var socket = listener.Accept();
                socket.NoDelay = true;
                new Thread(() => Answer(socket)) { IsBackground = true }.Start();
            }
        }
        catch (SocketException)
        {
            // The test is over.
        }
    }

    private static void Answer(Socket socket)
    {
        using var closing = socket;
        var buffer = new byte[4096];
        try
        {
            while (socket.Receive(buffer) > 0) socket.Send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8);
        }
        catch (SocketException)
        {
            // It has gone.
        }
    }

    private static Socket Listen()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        return socket;
    }

    private static IPEndPoint FreeAddress()
    {
        using var socket = Listen();
        return (IPEndPoint)socket.LocalEndPoint!;
    }
}
