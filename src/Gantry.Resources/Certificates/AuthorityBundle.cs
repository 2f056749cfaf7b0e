using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gantry.Resources.Certificates;

/// <summary>Who vouches for clients.</summary>
public sealed class AuthorityBundle(string name, X509Certificate2Collection all)
{
    public string Name => name;

    /// <summary>Whose word is taken.</summary>
    public X509Certificate2Collection Roots { get; } = [.. all.Where(IsRoot)];

    /// <summary>What may stand between them and a client that does not send it.</summary>
    public X509Certificate2Collection Between { get; } = [.. all.Where(certificate => !IsRoot(certificate))];

    /// <summary>The same as long as what is in it is the same.</summary>
    public string Stamp { get; } = Convert.ToHexStringLower(SHA256.HashData([.. all.SelectMany(certificate => certificate.RawData)]));

    public static bool IsRoot(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData)
        && certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(basics => basics.CertificateAuthority);
}
