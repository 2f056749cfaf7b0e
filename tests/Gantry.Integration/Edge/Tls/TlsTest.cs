using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Gantry.Integration.Edge.Harness;
using Gantry.Resources.Apps;
using Gantry.Resources.Traffic;

namespace Gantry.Integration.Edge.Tls;

/// <summary>An edge with two hosts for HTTPS and one without, and a client that trusts the authority of their certificates.</summary>
public abstract class TlsTest : IAsyncLifetime
{
    public const string Shop = "shop.test", Blog = "blog.test", Plain = "plain.test";

    protected virtual bool GeneralLane => false;
    internal Authority Authority { get; } = new();
    internal EdgeUnderTest Edge { get; private set; } = null!;
    internal Backend One { get; private set; } = null!;
    protected HttpClient Client { get; private set; } = null!;

    /// <summary>What the last handshake of <see cref="Client"/> was shown.</summary>
    protected X509Certificate2? Shown { get; private set; }

    public virtual async ValueTask InitializeAsync()
    {
        Edge = await EdgeUnderTest.StartAsync(GeneralLane ? EdgeUnderTest.General : EdgeUnderTest.Fast);
        One = await Backend.StartAsync("one");
        Client = MakeClient();
        Authority.Put(Edge.Certificates, [Shop]);
        Authority.Put(Edge.Certificates, [Blog], rsa: true);
        await Edge.PutAsync(Of(1));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Edge.DisposeAsync();
        await One.DisposeAsync();
    }

    internal TrafficSnapshot Of(long revision, params string[] moreHosts) => Wanted.Snapshot(revision, Wanted.Bare(1, One) with
    {
        Rules = [.. new[] { Shop, Blog }.Concat(moreHosts).Select(host => new RouteRule(host, "/", 80) { Tls = RouteTls.Files }), new RouteRule(Plain, "/", 80)],
    });

    protected HttpClient MakeClient() => new(MakeHandler());

    protected SocketsHttpHandler MakeHandler() => new()
    {
        AllowAutoRedirect = false,
        ConnectCallback = async (context, cancellation) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(context.DnsEndPoint.Port == 80 ? Edge.Http : Edge.Https, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = Trusts },
    };

    protected async Task<HttpResponseMessage> GetAsync(string url, Version? version = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url) { Version = version ?? HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        return await Client.SendAsync(request);
    }

    private bool Trusts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Shown = new X509Certificate2(certificate!);
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) return false;
        // With the root alone: what is between must have come from the edge.
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.Add(Authority.Root);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.DisableCertificateDownloads = true;
        foreach (var element in chain!.ChainElements.Skip(1)) own.ChainPolicy.ExtraStore.Add(element.Certificate);
        return own.Build(Shown);
    }
}
