using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gantry.Bench.Edge.Peers;

/// <summary>A certificate for the host of the bench, in the forms that the peers want, and a port for each of them.</summary>
/// <param name="Folder">With the certificate and its key alone.</param>
internal sealed record TlsFiles(string Folder, int Port)
{
    public string Certificate => Path.Combine(Folder, $"{Wrk.Host}.crt");
    public string Key => Path.Combine(Folder, $"{Wrk.Host}.key");

    /// <summary>Both in one.</summary>
    public string Both => Path.Combine(Folder, "both.pem");

    public static TlsFiles Make(string folder, int port)
    {
        var made = new TlsFiles(Directory.CreateDirectory(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"tls-{port}"))).FullName, port);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Wrk.Host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Wrk.Host);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var (open, secret) = (certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
        foreach (var (file, text) in ((string, string)[])[(made.Certificate, open), (made.Key, secret), (made.Both, open + secret)])
        {
            File.WriteAllText(file, text);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        return made;
    }
}
