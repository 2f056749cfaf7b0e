using System.Security.Cryptography;
using Gantry.Resources;

namespace Gantry.Trust.Decisions.Signatures;

/// <summary>The public half of a key that signs: ECDSA over P-256, which is what cosign makes.</summary>
public sealed record PublicKey
{
    /// <summary>More than any PEM of such a key has.</summary>
    private const int MostText = 16 * 1024;
    private const string P256 = "1.2.840.10045.3.1.7";

    private PublicKey(byte[] info) => Info = info;

    /// <summary>SubjectPublicKeyInfo, DER.</summary>
    public ReadOnlyMemory<byte> Info { get; }

    /// <summary>SHA-256 over <see cref="Info"/>, in lower-case hexadecimal.</summary>
    public string Fingerprint => field ??= Convert.ToHexStringLower(SHA256.HashData(Info.Span));

    /// <summary>As bundles name a key: the fingerprint in base64.</summary>
    public string Hint => Convert.ToBase64String(SHA256.HashData(Info.Span));

    public string Pem => PemEncoding.WriteString("PUBLIC KEY", Info.Span) + "\n";

    /// <param name="place">Where it stands, for the message.</param>
    public static Outcome<PublicKey> Read(string place, string text)
    {
        if (text.Length > MostText) return Refused(place, "It is too long for a public key.");
        if (text.Contains("PRIVATE KEY", StringComparison.Ordinal))
            return Refused(place, "It holds a private key, which has no business here.", "Name the file with the public half (cosign.pub), and keep the private one where nobody else reads it.");
        if (!PemEncoding.TryFind(text, out var found) || !text.AsSpan()[found.Label].SequenceEqual("PUBLIC KEY")) return Refused(place, "There is no PEM block PUBLIC KEY in it.");
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(text[found.Base64Data]), out _);
            if (key.ExportParameters(includePrivateParameters: false).Curve.Oid is not { Value: P256 }) return Refused(place, "It is of another curve than P-256.");
            // As this library writes it: one key has one fingerprint, however its file was made.
            return new PublicKey(key.ExportSubjectPublicKeyInfo());
        }
        catch (Exception broken) when (broken is CryptographicException or FormatException)
        {
            return Refused(place, "It is no ECDSA key.");
        }
    }

    public static PublicKey Of(ECDsa key) => new(key.ExportSubjectPublicKeyInfo());

    /// <param name="signature">DER.</param>
    public bool Verifies(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Info.Span, out _);
        return key.VerifyData(content, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    public bool Equals(PublicKey? other) => other is not null && Fingerprint == other.Fingerprint;

    public override int GetHashCode() => Fingerprint.GetHashCode(StringComparison.Ordinal);

    private static Problem Refused(string place, string message, string help = "Give an ECDSA P-256 public key as PEM: cosign generate-key-pair makes one (cosign.pub), and so does openssl ec -pubout.") =>
        new(place, "key.unreadable", message, help);
}
