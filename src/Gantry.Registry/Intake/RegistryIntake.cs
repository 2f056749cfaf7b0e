using Gantry.Registry.Decisions;
using Gantry.Registry.Index;
using Microsoft.Data.Sqlite;

namespace Gantry.Registry.Intake;

/// <summary>
/// The way into the registry for the process that it is in, without HTTP and by the same rules: a manifest is visible with all that it
/// refers to or not at all, and what is acknowledged is on the disk.
/// </summary>
/// <exception cref="IOException">By whatever writes: the disk is full. Nothing was kept.</exception>
/// <exception cref="SqliteException">By whatever writes: the index cannot be written. Nothing was kept.</exception>
public sealed class RegistryIntake(ImageRegistry registry)
{
    /// <param name="repository">Whose it is going to be.</param>
    /// <returns>Null when too many are under way.</returns>
    public IncomingBlob? Begin(string repository) => Begin(repository, "sha256");

    /// <param name="algorithm">Of the digest that it is going to have.</param>
    internal IncomingBlob? Begin(string repository, string algorithm)
    {
        if (registry.Uploads.Begin(repository) is not { } upload) return null;
        upload.Algorithm = algorithm;
        try
        {
            return new IncomingBlob(registry, upload);
        }
        catch
        {
            registry.Uploads.End(upload);
            throw;
        }
    }

    internal static Refusal Busy { get; } = new(429, "TOOMANYREQUESTS", "More uploads are under way than this registry takes at once.");

    /// <summary>Makes it a blob of the repository that it was begun for, and of these.</summary>
    public async Task KeepAsync(IncomingBlob blob, params IEnumerable<string> others)
    {
        await blob.KeepAsync();
        foreach (var other in others.Where(o => o != blob.Repository))
        {
            if (!await registry.Index.WriteAsync(rows => BlobRows.HoldKnown(rows, other, blob.Digest.Text, registry.Now)))
                throw new IOException($"The blob {blob.Digest} was kept and is gone again.");
        }
    }

    /// <summary>A small blob from memory.</summary>
    public async Task<Refusal?> KeepAsync(string repository, ReadOnlyMemory<byte> content)
    {
        using var blob = Begin(repository);
        if (blob is null) return Busy;
        blob.Write(content.Span);
        await blob.KeepAsync();
        return null;
    }

    /// <summary>Takes a manifest, byte for byte, if all is there that it refers to. It has no tag.</summary>
    public async Task<Refusal?> PutAsync(string repository, byte[] manifest)
    {
        var (document, invalid) = ManifestDocument.Read(manifest, null);
        if (document is null) return invalid;
        var stored = new StoredManifest(Digest.Sha256(manifest).Text, document.MediaType, manifest);
        var refusal = await registry.Index.WriteAsync(rows => ManifestRows.Put(rows, repository, null, stored, document, registry.Now));
        if (refusal is null) registry.Manifests.Changed(repository, null, stored.Digest);
        return refusal;
    }

    /// <summary>Whether the repository has this manifest. Whoever asks counts on it: it is not collected for a while.</summary>
    public bool Holds(string repository, string digest) => Read(repository, digest) is not null;

    /// <summary>The manifest's bytes; null where there is none. It is not collected for a while, as <see cref="Holds"/> says.</summary>
    public byte[]? Read(string repository, string digest) =>
        registry.Lookups.Look(repository, digest, registry.Now, () => registry.Manifests.Get(repository, digest, () => registry.Index.Read(rows => ManifestRows.ByDigest(rows, repository, digest))))?.Content;
}
