using System.Security.Cryptography;
using System.Text;
using Gantry.Resources;
using Gantry.Resources.Certificates;
using Gantry.Resources.Platforms;
using Gantry.Trust.Decisions.Signatures;

namespace Gantry.Trust.Signatures;

/// <summary>The platform's own key, made when it is first needed. On the disk it is sealed and for its owner alone; outside of this class it is never seen.</summary>
/// <param name="announce">Makes a new key known as trusted. It may be told twice of one.</param>
public sealed class SealedSigningKey(PlatformPaths paths, Func<PublicKey, CancellationToken, Task> announce) : ISigningKey, IDisposable
{
    private const string Purpose = "signing of images";
    private readonly SemaphoreSlim _turn = new(1);
    private ECDsa? _key;

    /// <summary>A key that nobody has been told of yet: no signature was made with it.</summary>
    private string Unannounced => paths.SigningKey + ".new";

    public async Task<PublicKey> PublicAsync(CancellationToken cancel) => PublicKey.Of(await OpenAsync(cancel));

    public async Task<byte[]> SignAsync(ReadOnlyMemory<byte> content, CancellationToken cancel) =>
        (await OpenAsync(cancel)).SignData(content.Span, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    public void Dispose()
    {
        _key?.Dispose();
        _turn.Dispose();
    }

    private async Task<ECDsa> OpenAsync(CancellationToken cancel)
    {
        if (Volatile.Read(ref _key) is { } known) return known;
        await _turn.WaitAsync(cancel);
        try
        {
            return _key ??= await EnsureAsync(cancel);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SigningKeyException(new Problem(paths.SigningKey, "signing-key.unreadable", $"The platform's signing key cannot be read or kept: {error.Message}", "Make room, or let the user of the platform read and write there."), error);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<ECDsa> EnsureAsync(CancellationToken cancel)
    {
        if (Seal.Ensure(paths.SealKey, out var problem) is not { } seal) throw new SigningKeyException(problem!);
        if (File.Exists(paths.SigningKey)) return Read(paths.SigningKey, seal);
        var key = File.Exists(Unannounced) ? Read(Unannounced, seal) : Make(seal);
        // Told first and named last: a crash in between leads here again, and no key is in use that nobody trusts.
        await announce(PublicKey.Of(key), cancel);
        File.Move(Unannounced, paths.SigningKey);
        FolderFlush.Run(Path.GetDirectoryName(paths.SigningKey)!);
        return key;
    }

    private ECDsa Make(Seal seal)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var open = key.ExportPkcs8PrivateKey();
        OwnFile.Write(Unannounced, Encoding.ASCII.GetBytes(seal.Close(open, Purpose) + "\n"));
        CryptographicOperations.ZeroMemory(open);
        return key;
    }

    /// <summary>One that cannot be opened is not replaced in silence: what it has signed would count no more.</summary>
    private static ECDsa Read(string file, Seal seal)
    {
        var key = ECDsa.Create();
        try
        {
            var open = seal.Open(File.ReadAllText(file), Purpose);
            key.ImportPkcs8PrivateKey(open, out _);
            CryptographicOperations.ZeroMemory(open);
            return key;
        }
        catch (Exception broken) when (broken is CryptographicException or FormatException)
        {
            key.Dispose();
            throw new SigningKeyException(new Problem(file, "signing-key.sealed", "The platform's signing key was sealed with another seal, or is broken.",
                "Put back the seal (seal.key in the platform's home) that it was made with. Or move the key away: a new one is made, and what the old one signed counts as long as its public half is trusted."), broken);
        }
    }
}
