using System.Net.Security;
using System.Security.Authentication;
using Gantry.Edge.Decisions;
using Gantry.Edge.Fast.Tls;
using Gantry.Edge.Tls.Clients;

namespace Gantry.Edge.Tls;

/// <summary>What was agreed on in a handshake.</summary>
/// <param name="HostName">That the client asked for.</param>
internal sealed record TlsTerms(SslApplicationProtocol Spoken, SslProtocols Version, TlsCipherSuite Suite, string HostName)
{
    /// <summary>What the client has shown of itself; null: it was not asked.</summary>
    public ClientProof? Proof { get; init; }

    public Wire Wire => Spoken == SslApplicationProtocol.Http2 ? Wire.Http2 : Wire.Http1;

    public static TlsTerms Of(SslStream stream) => new(stream.NegotiatedApplicationProtocol, stream.SslProtocol, stream.NegotiatedCipherSuite, stream.TargetHostName);

    public static TlsTerms Of(TlsLink link) =>
        new(link.Wire == Wire.Http2 ? SslApplicationProtocol.Http2 : SslApplicationProtocol.Http11, link.IsTls13 ? SslProtocols.Tls13 : SslProtocols.Tls12, (TlsCipherSuite)link.Suite, link.HostName) { Proof = link.Proof };
}
