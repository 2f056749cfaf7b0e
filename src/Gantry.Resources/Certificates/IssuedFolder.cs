using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Gantry.Resources.Certificates;

/// <summary>
/// Certificates that the platform has obtained: a file for each, <c>HOST.pem</c>, with the chain and the sealed key in it, so that the two are
/// replaced together.
/// </summary>
public static class IssuedFolder
{
    /// <summary>Apart from those that people put there.</summary>
    public static string Of(string certificates) => Path.Combine(certificates, "acme");

    public static string FileOf(string folder, string host) => Path.Combine(folder, host + ".pem");

    /// <summary>The files there, sorted; none if there is no such folder.</summary>
    public static IReadOnlyList<string> Files(string folder) =>
        Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.pem").Order(StringComparer.Ordinal)] : [];

    /// <summary>What keys of a host are sealed for.</summary>
    public static string PurposeOf(string host) => $"certificate {host}";

    /// <param name="key">PKCS#8, sealed with <see cref="PurposeOf"/>.</param>
    public static byte[] Write(string chain, string key) => Encoding.ASCII.GetBytes($"{chain.TrimEnd()}\n{key.TrimEnd()}\n");

    /// <param name="sealKey">The file of the seal.</param>
    /// <returns>Null: the problem says why.</returns>
    public static HostCertificate? Read(string file, string sealKey, out Problem? problem)
    {
        try
        {
            if (Seal.Read(sealKey, out problem) is not { } seal) return null;
            var text = File.ReadAllText(file);
            var key = seal.Open(text, PurposeOf(Path.GetFileNameWithoutExtension(file)));
            try
            {
                using var pair = ECDsa.Create();
                pair.ImportPkcs8PrivateKey(key, out _);
                var chain = new X509Certificate2Collection();
                chain.ImportFromPem(text);
                using var leaf = chain[0];
                return new HostCertificate(file, leaf.CopyWithPrivateKey(pair), [.. chain.Skip(1)]);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(key);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            problem = new Problem(file, "certificate.unreadable", "The certificate that was obtained, or its key, cannot be read.", "Nothing to do: another one is ordered.");
            return null;
        }
    }
}
