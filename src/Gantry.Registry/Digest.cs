using System.Security.Cryptography;

namespace Gantry.Registry;

/// <summary>What content is called: <c>sha256:…</c> or <c>sha512:…</c>, in lower-case hexadecimal. No other algorithm is taken.</summary>
public readonly record struct Digest
{
    public const int LongestText = 7 + 128;

    private Digest(string text) => Text = text;

    public string Text { get; }

    public string Algorithm => Text[..6];

    public string Hex => Text[7..];

    public static Digest? Parse(string? text)
    {
        var hex = text switch
        {
            { Length: 7 + 64 } when text.StartsWith("sha256:", StringComparison.Ordinal) => text.AsSpan(7),
            { Length: LongestText } when text.StartsWith("sha512:", StringComparison.Ordinal) => text.AsSpan(7),
            _ => [],
        };
        return hex.Length > 0 && !hex.ContainsAnyExcept("0123456789abcdef") ? new Digest(text!) : null;
    }

    /// <summary>The digest of the content, by the algorithm of this one.</summary>
    public Digest Of(ReadOnlySpan<byte> content) => Algorithm == "sha512" ? From("sha512", SHA512.HashData(content)) : Sha256(content);

    public static Digest Sha256(ReadOnlySpan<byte> content) => From("sha256", SHA256.HashData(content));

    public static Digest From(string algorithm, ReadOnlySpan<byte> hash) => new($"{algorithm}:{Convert.ToHexStringLower(hash)}");

    public static IncrementalHash Hash(string algorithm) =>
        IncrementalHash.CreateHash(algorithm == "sha512" ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256);

    public override string ToString() => Text;
}
