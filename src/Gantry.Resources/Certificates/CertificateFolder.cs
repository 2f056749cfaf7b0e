using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gantry.Resources.Certificates;

/// <summary>Certificates as pairs of PEM files: <c>NAME.crt</c> with the chain behind the certificate, and <c>NAME.key</c>.</summary>
public static class CertificateFolder
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>The files of certificates there, sorted; none if there is no such folder.</summary>
    public static IReadOnlyList<string> Files(string folder) =>
        Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.crt").Order(StringComparer.Ordinal)] : [];

    public static string KeyOf(string file) => Path.ChangeExtension(file, ".key");

    /// <summary>Reads all of them. What is wrong with one is no reason not to read the others.</summary>
    public static (IReadOnlyList<HostCertificate> Certificates, IReadOnlyList<Problem> Problems) Read(string folder)
    {
        var (certificates, problems) = (new List<HostCertificate>(), new List<Problem>());
        foreach (var file in Files(folder))
        {
            if (Read(file, out var problem) is { } certificate) certificates.Add(certificate);
            else problems.Add(problem!);
        }
        return (certificates, problems);
    }

    /// <returns>Null: the problem says why.</returns>
    public static HostCertificate? Read(string file, out Problem? problem)
    {
        var key = KeyOf(file);
        try
        {
            problem = !File.Exists(key) ? new Problem(file, "certificate.no-key", $"The key of the certificate is missing: there is no {key}.", $"Put the key there: chmod 600 {key}")
                : IsOpen(key) ? new Problem(key, "certificate.key-open", "The key can be read by others than its owner.", $"Run: chmod 600 {key}") : null;
            if (problem is not null) return null;
            var certificate = Parse(file, File.ReadAllText(file), File.ReadAllText(key));
            if (certificate.Names.Count > 0) return certificate;
            problem = new Problem(file, "certificate.no-names", "The certificate names no host among its alternative names.", "Have one made with the host as a DNS name (subjectAltName).");
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            // What the parser says of a key may quote it.
            problem = AreReadable(file, key) ? new Problem(file, "certificate.key-mismatch", "The key beside the certificate belongs to another one.", "Put the key there that the certificate was made for.")
                : new Problem(file, "certificate.unreadable", "The certificate or its key is not in PEM form, or the key is encrypted.", "Write the certificate and its chain, and the key without a passphrase, as PEM: -----BEGIN CERTIFICATE-----, -----BEGIN PRIVATE KEY-----.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problem = new Problem(file, "certificate.unreadable", $"The certificate or its key cannot be read: {error.Message}", "Let the user of the platform read both files.");
        }
        return null;
    }

    private static HostCertificate Parse(string file, string certificates, string key)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPem(certificates);
        return new HostCertificate(file, X509Certificate2.CreateFromPem(certificates, key), [.. all.Skip(1)]);
    }

    private static bool IsOpen(string key) => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(key) & Others) != 0;

    /// <summary>Each of the two can be read by itself, so what is wrong is that they are not of each other.</summary>
    private static bool AreReadable(string file, string key)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(file));
            using AsymmetricAlgorithm algorithm = certificate.PublicKey.Oid.Value switch { "1.2.840.10045.2.1" => ECDsa.Create(), _ => RSA.Create() };
            algorithm.ImportFromPem(File.ReadAllText(key));
            return true;
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException or IOException)
        {
            return false;
        }
    }
}
