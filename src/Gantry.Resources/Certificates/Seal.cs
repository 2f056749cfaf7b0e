using System.Security.Cryptography;
using System.Text;
using Gantry.Resources.Platforms;

namespace Gantry.Resources.Certificates;

/// <summary>Keys at rest: AES-256-GCM under a key of the platform's own. What was sealed for one purpose is not opened for another.</summary>
public sealed class Seal
{
    private const string Label = "GANTRY SEALED KEY";
    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const byte Version = 1;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private readonly byte[] key;

    private Seal(byte[] key) => this.key = key;

    /// <returns>Null: the problem says why.</returns>
    public static Seal? Read(string file, out Problem? problem)
    {
        problem = null;
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & Others) != 0)
            {
                problem = new Problem(file, "seal.open", "The key of the platform's seal can be read by others than its owner.", $"Run: chmod 600 {file}");
                return null;
            }
            var key = File.ReadAllBytes(file);
            if (key.Length == KeyLength) return new Seal(key);
            problem = new Problem(file, "seal.unusable", "The key of the platform's seal is not one.", "Put back the one that was there, or remove the file: then a new one is made, and certificates are ordered anew.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problem = new Problem(file, "seal.unreadable", $"The key of the platform's seal cannot be read: {error.Message}", "Let the user of the platform read it.");
        }
        return null;
    }

    /// <summary>Makes the key where there is none.</summary>
    /// <inheritdoc cref="Read"/>
    public static Seal? Ensure(string file, out Problem? problem)
    {
        try
        {
            if (!File.Exists(file)) OwnFile.Write(file, RandomNumberGenerator.GetBytes(KeyLength));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problem = new Problem(file, "seal.unreadable", $"The key of the platform's seal cannot be made: {error.Message}", "Let the user of the platform write there.");
            return null;
        }
        return Read(file, out problem);
    }

    /// <summary>As PEM.</summary>
    public string Close(ReadOnlySpan<byte> secret, string purpose)
    {
        var closed = new byte[1 + NonceLength + TagLength + secret.Length];
        closed[0] = Version;
        var nonce = closed.AsSpan(1, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(key, TagLength);
        cipher.Encrypt(nonce, secret, closed.AsSpan(1 + NonceLength + TagLength), closed.AsSpan(1 + NonceLength, TagLength), Encoding.UTF8.GetBytes(purpose));
        return PemEncoding.WriteString(Label, closed);
    }

    /// <param name="text">With the PEM of what was sealed somewhere in it.</param>
    /// <exception cref="CryptographicException">There is none, or it was sealed with another key or for another purpose, or changed since.</exception>
    public byte[] Open(string text, string purpose)
    {
        for (var rest = text.AsSpan(); PemEncoding.TryFind(rest, out var found); rest = rest[found.Location.End..])
        {
            if (!rest[found.Label].SequenceEqual(Label)) continue;
            var closed = Convert.FromBase64String(rest[found.Base64Data].ToString());
            if (closed.Length < 1 + NonceLength + TagLength || closed[0] != Version) break;
            var secret = new byte[closed.Length - 1 - NonceLength - TagLength];
            using var cipher = new AesGcm(key, TagLength);
            cipher.Decrypt(closed.AsSpan(1, NonceLength), closed.AsSpan(1 + NonceLength + TagLength), closed.AsSpan(1 + NonceLength, TagLength), secret, Encoding.UTF8.GetBytes(purpose));
            return secret;
        }
        throw new CryptographicException("There is no sealed key.");
    }
}
