using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Gantry.Edge.Decisions;
using Gantry.Edge.Tls.Clients;
using Microsoft.AspNetCore.Connections;

namespace Gantry.Edge.Tls;

/// <summary>Agrees with a client on a key and on what is spoken, with the certificate of the host that the client asks for.</summary>
public sealed class Handshake(CertificateShelf certificates, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly List<SslApplicationProtocol> Spoken = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11];

    /// <returns>Null: nothing came of it, in time or at all. The connection is as it is then.</returns>
    public async Task<TlsSession?> RunAsync(ConnectionContext connection, CancellationToken stopping)
    {
        var stream = new SslStream(new JoinedStream(connection.Transport), leaveInnerStreamOpen: true);
        using var deadline = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, connection.ConnectionClosed, stopping);
        try
        {
            var challenged = certificates.Shows ? await HelloPeek.ChallengedAsync(connection.Transport.Input, either.Token) : null;
            ClientAsk? asked = null;
            await stream.AuthenticateAsServerAsync((_, hello, _, _) => new ValueTask<SslServerAuthenticationOptions>(challenged is null ? Options(hello.ServerName, out asked) : ChallengeOptions(challenged)), null, either.Token);
            if (challenged is null) return new TlsSession(stream, connection.Transport, asked?.Proof());
            // It has seen all that there is.
            await stream.DisposeAsync();
            return null;
        }
        catch (Exception end) when (end is AuthenticationException or IOException or OperationCanceledException or InvalidOperationException or ObjectDisposedException)
        {
            // Scanners, clients without our name, old clients: not worth a line of the log each.
            await stream.DisposeAsync();
            return null;
        }
    }

    private SslServerAuthenticationOptions ChallengeOptions(string host) => new()
    {
        ServerCertificateContext = certificates.ChallengeFor(host)?.Doorway ?? throw new AuthenticationException("There is nothing to show for this name."),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ApplicationProtocols = [new SslApplicationProtocol(ChallengeCertificate.Protocol.ToArray())],
        AllowRenegotiation = false,
    };

    private SslServerAuthenticationOptions Options(string host, out ClientAsk? asked)
    {
        var options = new SslServerAuthenticationOptions
        {
            // For another name there is none, and the handshake fails: nobody learns what else is served.
            ServerCertificateContext = certificates.For(host) ?? throw new AuthenticationException("There is no certificate for this name."),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = Spoken,
            AllowRenegotiation = false,
        };
        asked = certificates.Clients.For(host, out var refused);
        if (refused) throw new AuthenticationException("Nobody vouches for clients of this name.");
        if (asked is not { } ask) return options;
        options.ClientCertificateRequired = true;
        // Sessions of other hosts would be resumed too.
        options.AllowTlsResume = false;
        // The chain is built again by the rules of both lanes; this one is to ask nobody for anything.
        options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        options.RemoteCertificateValidationCallback = (_, shown, chain, _) => shown is null ? !ask.IsRequired : Counts(ask, shown, chain);
        return options;
    }

    private static bool Counts(ClientAsk asked, X509Certificate shown, X509Chain? chain)
    {
        var others = chain?.ChainPolicy.ExtraStore.Select(certificate => X509CertificateLoader.LoadCertificate(certificate.RawDataMemory.Span)) ?? [];
        return asked.Judge(X509CertificateLoader.LoadCertificate(shown.GetRawCertData()), [.. others]) == ClientFault.None;
    }
}
