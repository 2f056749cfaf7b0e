using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Gantry.Edge.Tls.Clients;

/// <summary>A handshake in which the client is asked who it is, and what it showed.</summary>
internal sealed class ClientAsk(string host, ClientAuthorities authorities, bool isRequired, TimeProvider time)
{
    private X509Certificate2? leaf;
    private X509Certificate2Collection others = [];

    public bool IsRequired => isRequired;
    public ClientAuthorities Authorities => authorities;

    /// <summary>What sessions are kept apart by (RFC 8446, 4.6.1): one is resumed for the same host, under the same authorities, and nowhere else.</summary>
    public byte[] Context => SHA256.HashData(Encoding.UTF8.GetBytes($"{host.ToLowerInvariant()}\n{isRequired}\n{authorities.Name}\n{authorities.Bundle?.Stamp}"));

    /// <summary>The client showed a certificate.</summary>
    public ClientFault Judge(X509Certificate2 shown, X509Certificate2Collection chain)
    {
        var fault = ClientVerdict.Of(shown, chain, authorities.Bundle, time.GetUtcNow());
        if (fault == ClientFault.None) (leaf, others) = (shown, chain);
        return fault;
    }

    /// <summary>The client goes on with a session in which it showed a certificate that counted.</summary>
    public void Resume(X509Certificate2 shown) => leaf = shown;

    public ClientProof Proof() => new(host, authorities, leaf, others, time);
}
