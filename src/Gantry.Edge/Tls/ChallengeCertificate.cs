using System.Formats.Asn1;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gantry.Resources.Certificates;

namespace Gantry.Edge.Tls;

/// <summary>What an authority is shown that looks for a host by TLS-ALPN-01 (RFC 8737, 3): a certificate by nobody, with a hash of the answer in it.</summary>
public static class ChallengeCertificate
{
    /// <summary>What such a client says that it speaks.</summary>
    public static ReadOnlySpan<byte> Protocol => "acme-tls/1"u8;

    private const string Identifier = "1.3.6.1.5.5.7.1.31";

    public static HostCertificate Of(HostChallenge challenge, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={challenge.Token[..Math.Min(challenge.Token.Length, 32)]}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(challenge.Host);
        request.CertificateExtensions.Add(names.Build());
        var hash = new AsnWriter(AsnEncodingRules.DER);
        hash.WriteOctetString(SHA256.HashData(Encoding.ASCII.GetBytes(challenge.Answer)));
        request.CertificateExtensions.Add(new X509Extension(Identifier, hash.Encode(), critical: true));
        return new HostCertificate("", request.CreateSelfSigned(now.AddHours(-1), now.AddDays(7)), []);
    }
}
