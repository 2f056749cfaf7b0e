using System.Security.Cryptography;
using System.Text;
using Gantry.Resources;
using Gantry.Resources.Certificates;
using Gantry.Resources.Platforms;

namespace Gantry.Certificates.Acme;

/// <summary>A private key in a file, sealed.</summary>
internal static class KeyFile
{
    /// <summary>The key that is there; a new one where there is none, or none that the seal opens.</summary>
    /// <exception cref="AuthorityException">The seal, or the file, cannot be read or written.</exception>
    public static ECDsa Ensure(string file, string sealKey, string purpose)
    {
        if (Seal.Ensure(sealKey, out var problem) is not { } seal) throw new AuthorityException(problem!, AuthorityFailure.Away);
        try
        {
            if (File.Exists(file) && Read(file, seal, purpose) is { } known) return known;
            var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            OwnFile.Write(file, Encoding.ASCII.GetBytes(Closed(made, seal, purpose) + "\n"));
            return made;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new AuthorityException(new Problem(file, "acme.key", $"The key cannot be kept: {error.Message}", "Make room, or let the user of the platform write there."), AuthorityFailure.Away);
        }
    }

    /// <summary>Null: it was sealed with another seal, or is broken.</summary>
    private static ECDsa? Read(string file, Seal seal, string purpose)
    {
        var key = ECDsa.Create();
        try
        {
            var opened = seal.Open(File.ReadAllText(file), purpose);
            key.ImportPkcs8PrivateKey(opened, out _);
            CryptographicOperations.ZeroMemory(opened);
            return key;
        }
        catch (Exception error) when (error is CryptographicException or FormatException)
        {
            key.Dispose();
            return null;
        }
    }

    public static string Closed(ECDsa key, Seal seal, string purpose)
    {
        var open = key.ExportPkcs8PrivateKey();
        var closed = seal.Close(open, purpose);
        CryptographicOperations.ZeroMemory(open);
        return closed;
    }
}
