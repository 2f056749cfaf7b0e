using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gantry.Tests.Edge.Tls.Clients;

/// <summary>Makes authorities and what they give to clients.</summary>
internal static class ClientPapers
{
    public const string ForClients = "1.3.6.1.5.5.7.3.2", ForServers = "1.3.6.1.5.5.7.3.1";

    public static X509Certificate2 Root(string name, DateTimeOffset from, DateTimeOffset to) => Make(name, null, from, to, null, ECDsa.Create(ECCurve.NamedCurves.nistP256));

    public static X509Certificate2 Between(string name, X509Certificate2 by, DateTimeOffset from, DateTimeOffset to) => Make(name, by, from, to, null, ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <param name="purpose">Null: for all.</param>
    public static X509Certificate2 Client(X509Certificate2 by, DateTimeOffset from, DateTimeOffset to, string? purpose = ForClients, AsymmetricAlgorithm? key = null) =>
        Make("client", by, from, to, purpose ?? "", key ?? ECDsa.Create(ECCurve.NamedCurves.nistP256));

    private static X509Certificate2 Make(string name, X509Certificate2? by, DateTimeOffset from, DateTimeOffset to, string? purpose, AsymmetricAlgorithm key)
    {
        var request = key is RSA rsa ? new CertificateRequest($"CN={name}", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) : new CertificateRequest($"CN={name}", (ECDsa)key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(purpose is null, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(purpose is null ? X509KeyUsageFlags.KeyCertSign : X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        if (purpose is { Length: > 0 }) request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        if (by is null) return request.CreateSelfSigned(from, to);
        using var signer = by.GetECDsaPrivateKey()!;
        using var made = request.Create(by.SubjectName, X509SignatureGenerator.CreateForECDsa(signer), from, to, [1, .. RandomNumberGenerator.GetBytes(8)]);
        return key is RSA own ? made.CopyWithPrivateKey(own) : made.CopyWithPrivateKey((ECDsa)key);
    }
}
