using System.Formats.Asn1;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gantry.Resources.Certificates;

namespace Gantry.Integration.Edge.Tls;

/// <summary>What authorities are shown that look at hosts, on the path that ends TLS on the loops.</summary>
public class ChallengeTests : TlsTest
{
    private static readonly SslApplicationProtocol Acme = new("acme-tls/1");

    [Fact]
    public async Task An_authority_sees_a_hash_of_the_answer_and_all_other_clients_the_host_s_certificate()
    {
        var challenge = new HostChallenge(Shop, ChallengeKind.TlsAlpn01, "tok", "tok.hash");
        await Edge.PutAsync(Of(2) with { Challenges = [challenge] });
        var seen = await LookAsync(Shop);
        Assert.Equal([Shop], new HostCertificate("", seen, []).Names);
        var proof = Assert.Single(seen.Extensions, extension => extension.Oid!.Value == "1.3.6.1.5.5.7.1.31");
        Assert.True(proof.Critical);
        Assert.Equal(SHA256.HashData(Encoding.ASCII.GetBytes("tok.hash")), new AsnReader(proof.RawData, AsnEncodingRules.DER).ReadOctetString());
        Assert.Equal(HttpStatusCode.OK, (await GetAsync($"https://{Shop}/")).StatusCode);
        // Who says that it speaks something else as well is no authority.
        Assert.NotEqual(seen.Thumbprint, (await LookAsync(Shop, Acme, SslApplicationProtocol.Http11)).Thumbprint);
        await RefusedAsync(Blog);
        await Edge.PutAsync(Of(3));
        await RefusedAsync(Shop);
    }

    [Fact]
    public async Task A_host_that_has_no_certificate_yet_can_be_looked_at()
    {
        await Edge.PutAsync(Of(2) with { Challenges = [new HostChallenge("new.test", ChallengeKind.TlsAlpn01, "tok", "tok.hash")] });
        Assert.Equal(["new.test"], new HostCertificate("", await LookAsync("new.test"), []).Names);
    }

    [Fact]
    public async Task A_file_is_given_over_HTTP_though_everything_else_is_redirected()
    {
        await Edge.PutAsync(Of(2) with { Challenges = [new HostChallenge(Shop, ChallengeKind.Http01, "tok", "tok.hash")] });
        var given = await GetAsync($"http://{Shop}{HostChallenge.Path}tok");
        Assert.Equal((HttpStatusCode.OK, "tok.hash"), (given.StatusCode, await given.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        Assert.Equal(HttpStatusCode.PermanentRedirect, (await GetAsync($"http://{Shop}{HostChallenge.Path}other")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync($"http://{Plain}{HostChallenge.Path}tok")).StatusCode);
        Assert.NotEqual("tok.hash", await (await GetAsync($"http://{Plain}{HostChallenge.Path}tok")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async Task<X509Certificate2> LookAsync(string host, params SslApplicationProtocol[] spoken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(Edge.Https, TestContext.Current.CancellationToken);
        await using var stream = new SslStream(new NetworkStream(socket));
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = host,
            ApplicationProtocols = spoken is [] ? [Acme] : [.. spoken],
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        }, TestContext.Current.CancellationToken);
        if (spoken is []) Assert.Equal(Acme, stream.NegotiatedApplicationProtocol);
        return X509CertificateLoader.LoadCertificate(stream.RemoteCertificate!.GetRawCertData());
    }

    private async Task RefusedAsync(string host) =>
        Assert.True(await Record.ExceptionAsync(() => LookAsync(host)) is System.Security.Authentication.AuthenticationException or IOException);
}

/// <summary>The same where the doorway ends TLS.</summary>
public sealed class GeneralChallengeTests : ChallengeTests
{
    protected override bool GeneralLane => true;
}
