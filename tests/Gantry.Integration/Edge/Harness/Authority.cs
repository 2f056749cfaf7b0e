using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gantry.Integration.Edge.Harness;

/// <summary>Makes certificates for hosts, by an intermediate of its own, as public authorities do.</summary>
internal sealed class Authority
{
    private const string ForServers = "1.3.6.1.5.5.7.3.1", ForClients = "1.3.6.1.5.5.7.3.2";
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;
    private readonly X509Certificate2 intermediate;

    public Authority()
    {
        Root = Sign("CN=root", null, null, Now.AddYears(-1), Now.AddYears(5));
        intermediate = Sign("CN=intermediate", Root, null, Now.AddYears(-1), Now.AddYears(4));
    }

    public X509Certificate2 Root { get; }

    /// <summary>Puts a pair into the folder.</summary>
    /// <param name="names">The first of them names the files, unless <paramref name="file"/> does.</param>
    public X509Certificate2 Put(string folder, string[] names, int days = 90, string? file = null, bool rsa = false)
    {
        Directory.CreateDirectory(folder);
        var end = Now.AddDays(days);
        var leaf = Sign($"CN={names[0]}", intermediate, names, end.AddDays(-100), end, rsa);
        var path = Path.Combine(folder, file ?? names[0].Replace('*', '_'));
        using AsymmetricAlgorithm key = rsa ? leaf.GetRSAPrivateKey()! : leaf.GetECDsaPrivateKey()!;
        Write($"{path}.key", key.ExportPkcs8PrivateKeyPem());
        Write($"{path}.crt", leaf.ExportCertificatePem() + "\n" + intermediate.ExportCertificatePem() + "\n");
        return leaf;
    }

    /// <summary>Puts the pair of a client there, for programs: <c>.crt</c> with what is between, <c>.chain</c> with that alone, and <c>.key</c>.</summary>
    /// <param name="path">Without ending.</param>
    /// <param name="from">In days from now, as is <paramref name="to"/>.</param>
    public X509Certificate2 PutClient(string path, int from = -10, int to = 90, bool forServers = false)
    {
        var leaf = Sign("CN=Jane Doe", intermediate, ["client.test"], Now.AddDays(from), Now.AddDays(to), purpose: forServers ? ForServers : ForClients);
        using var key = leaf.GetECDsaPrivateKey()!;
        Write($"{path}.key", key.ExportPkcs8PrivateKeyPem());
        Write($"{path}.crt", leaf.ExportCertificatePem() + "\n" + intermediate.ExportCertificatePem() + "\n");
        Write($"{path}.chain", intermediate.ExportCertificatePem() + "\n");
        return leaf;
    }

    public void PutRoot(string file) => Write(file, Root.ExportCertificatePem());

    private static void Write(string file, string text)
    {
        // As tools do it that renew certificates: beside it and then in its place.
        File.WriteAllText(file + ".new", text);
        File.SetUnixFileMode(file + ".new", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Move(file + ".new", file, overwrite: true);
    }

    private static X509Certificate2 Sign(string subject, X509Certificate2? by, string[]? names, DateTimeOffset from, DateTimeOffset to, bool rsa = false, string purpose = ForServers)
    {
        AsymmetricAlgorithm key = rsa ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = key is RSA other ? new CertificateRequest(subject, other, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) : new CertificateRequest(subject, (ECDsa)key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(names is null, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(names is null ? X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign : X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        if (names is not null)
        {
            var alternatives = new SubjectAlternativeNameBuilder();
            foreach (var name in names) alternatives.AddDnsName(name);
            request.CertificateExtensions.Add(alternatives.Build());
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        }
        if (by is not null) request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(by, true, false));
        var serial = RandomNumberGenerator.GetBytes(8);
        serial[0] &= 0x7F;
        var generator = by is null ? null : X509SignatureGenerator.CreateForECDsa(by.GetECDsaPrivateKey()!);
        var made = generator is null ? request.CreateSelfSigned(from, to) : request.Create(by!.SubjectName, generator, from, to, serial);
        if (made.HasPrivateKey) return made;
        using (made) return key is RSA own ? made.CopyWithPrivateKey(own) : made.CopyWithPrivateKey((ECDsa)key);
    }
}
