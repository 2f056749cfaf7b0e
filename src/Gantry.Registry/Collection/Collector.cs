using System.Runtime.CompilerServices;
using Gantry.Registry.Decisions;
using Gantry.Registry.Index;
using Gantry.Registry.Storage;
using Gantry.Resources.Api;

namespace Gantry.Registry.Collection;

/// <summary>
/// Frees what nothing needs while everybody goes on pushing and pulling. What is decided about the manifests of a repository is
/// decided and done in one transaction; blobs follow in small ones, each of which looks again whether a manifest refers to them.
/// Bytes go last. A process that is killed in between has lost nothing that is needed, and the next collection goes on.
/// </summary>
public sealed class Collector(ImageRegistry registry)
{
    private const int Batch = 500;
    private const string Unneeded = "no tag, release, index or referrer that stays needs it";
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>What a collection that began now would leave and take, and why.</summary>
    /// <param name="grace">How long what was just pushed is left alone.</param>
    public IEnumerable<CollectionLine> Explain(TimeSpan grace)
    {
        var needed = registry.Deployed.Needed();
        var held = new HashSet<string>(StringComparer.Ordinal);
        var limits = new Grace(registry.Index.Read(ContentRows.Generation), Since(grace));
        foreach (var (id, name) in registry.Index.Read(ContentRows.Repositories))
        {
            var content = registry.Lookups.Reading(seen => registry.Index.Read(rows => ContentRows.Read(rows, id, name, Of(name, limits), seen, blobs: true)));
            foreach (var verdict in Liveness.Judge(content, needed))
                yield return new CollectionLine(verdict.IsManifest ? "manifest" : "blob", name, verdict.Digest, verdict.Size, verdict.Stays is not null, verdict.Stays ?? Unneeded);
        }

        foreach (var blob in registry.Index.Read(rows => Unheld(rows, "", int.MaxValue))) yield return new CollectionLine("blob", "", blob.Digest, blob.Size, false, "no repository holds it");
    }

    /// <summary>One at a time; each thing is told of once it is gone.</summary>
    public async IAsyncEnumerable<CollectionLine> CollectAsync(TimeSpan grace, [EnumeratorCancellation] CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            registry.Uploads.Sweep();
            var generation = await registry.Index.WriteAsync(ContentRows.NextGeneration);
            var limits = new Grace(generation - 1, Since(grace));
            registry.Lookups.Begin(generation, limits.Since);
            foreach (var (id, name) in registry.Index.Read(ContentRows.Repositories))
            {
                cancel.ThrowIfCancellationRequested();
                foreach (var gone in await ManifestsAsync(id, name, limits)) yield return gone;
                for (string? after = ""; after is not null;)
                {
                    (var batch, after) = await BlobsAsync(id, name, Of(name, limits), after, cancel);
                    foreach (var gone in batch) yield return gone;
                }
            }

            await foreach (var gone in BytesAsync(cancel)) yield return gone;
            foreach (var gone in Files()) yield return gone;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<List<CollectionLine>> ManifestsAsync(long id, string name, Grace limits)
    {
        // Looked at first beside the writer: most repositories have nothing to free.
        if (registry.Lookups.Reading(seen => registry.Index.Read(rows => Unneededs(rows, id, name, limits, seen))).Count == 0) return [];
        return await DoomAsync((rows, seen) =>
        {
            var doomed = Unneededs(rows, id, name, limits, seen);
            foreach (var one in doomed)
                ManifestRows.Remove(rows, rows.One("SELECT id FROM manifest WHERE repository = $0 AND digest = $1", static r => r.GetInt64(0), id, one.Digest), id, one.Digest);
            return doomed;
        });
    }

    private List<CollectionLine> Unneededs(Rows rows, long id, string name, Grace limits, Func<string, string, bool> seen) =>
    [
        .. Liveness.Judge(ContentRows.Read(rows, id, name, Of(name, limits), seen, blobs: false), registry.Deployed.Needed())
            .Where(v => v.Stays is null).Select(v => new CollectionLine("manifest", name, v.Digest, v.Size, false, Unneeded)),
    ];

    /// <summary>A repository lets go of what none of its manifests refers to, in the order of digests.</summary>
    private async Task<(List<CollectionLine> Gone, string? Last)> BlobsAsync(long id, string name, Grace limits, string after, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var candidates = registry.Index.Read(rows => Loose(rows, id, limits, after));
        if (candidates.Count == 0) return ([], null);
        var gone = await DoomAsync((rows, seen) =>
        [
            .. candidates.Where(c => !seen(name, c.Digest)
                // The same question again, now that nobody else writes.
                && rows.Run($"DELETE FROM holding WHERE repository = $0 AND digest = $1 AND generation < $2 AND touched <= $3 AND NOT {Referred("$1", "$0")}", id, c.Digest, limits.Generation, limits.Since) > 0)
                .Select(c => new CollectionLine("blob", name, c.Digest, c.Size, false, Unneeded)),
        ]);
        return (gone, candidates.Count < Batch ? null : candidates[^1].Digest);
    }

    private async Task<List<CollectionLine>> DoomAsync(Func<Rows, Func<string, string, bool>, List<CollectionLine>> decide)
    {
        try
        {
            return await registry.Index.WriteAsync(rows => registry.Lookups.Doom(seen => decide(rows, seen), line => (line.Repository, line.Digest)));
        }
        finally
        {
            registry.Manifests.Clear();
            registry.Lookups.Gone();
        }
    }

    private static List<(string Digest, long Size)> Loose(Rows rows, long id, Grace limits, string after) => rows.All(
        $"SELECT h.digest, b.size FROM holding h JOIN blob b ON b.digest = h.digest WHERE h.repository = $0 AND h.digest > $3 AND h.generation < $1 AND h.touched <= $2 AND NOT {Referred("h.digest", "h.repository")} ORDER BY h.digest LIMIT {Batch}",
        static r => (r.GetString(0), r.GetInt64(1)), id, limits.Generation, limits.Since, after);

    private static string Referred(string digest, string repository) => $"EXISTS (SELECT 1 FROM reference f JOIN manifest m ON m.id = f.manifest WHERE f.digest = {digest} AND m.repository = {repository})";

    /// <summary>Bytes that no repository holds: out of the index first, so that nobody is led to them, then off the disk.</summary>
    private async IAsyncEnumerable<CollectionLine> BytesAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        // In the order of digests: what is held is walked over once, not once for each batch.
        for (var after = ""; !cancel.IsCancellationRequested;)
        {
            var from = after;
            var gone = await registry.Index.WriteAsync(rows =>
            {
                var batch = Unheld(rows, from, Batch);
                foreach (var blob in batch) rows.Run("DELETE FROM blob WHERE digest = $0", blob.Digest);
                return batch;
            });
            foreach (var blob in gone)
            {
                registry.Blobs.Delete(blob.Place);
                yield return new CollectionLine("blob", "", blob.Digest, blob.Size, false, "no repository holds it");
            }

            if (gone.Count < Batch) yield break;
            after = gone[^1].Digest;
        }
    }

    private static List<(string Digest, long Size, string Place)> Unheld(Rows rows, string after, int most) => rows.All(
        "SELECT digest, size, place FROM blob b WHERE b.digest > $0 AND NOT EXISTS (SELECT 1 FROM holding h WHERE h.digest = b.digest) ORDER BY b.digest LIMIT $1",
        static r => (r.GetString(0), r.GetInt64(1), r.GetString(2)), after, most);

    /// <summary>What an earlier process had kept when it was killed, and had not told the index of, or had told that it is gone.</summary>
    private IEnumerable<CollectionLine> Files()
    {
        foreach (var place in registry.Blobs.Earlier())
        {
            var digest = IBlobStore.DigestIn(place);
            if (registry.Index.Read(rows => rows.Any("SELECT 1 FROM blob WHERE digest = $0 AND place = $1", digest, place))) continue;
            registry.Blobs.Delete(place);
            yield return new CollectionLine("file", "", digest, 0, false, "a process was killed before it was acknowledged, or before it was off the disk");
        }
    }

    private Grace Of(string repository, Grace limits) => registry.Through?.PlaceOf(repository) is null ? limits
        : new Grace(limits.Generation, Math.Min(limits.Since, Since(Copies.Unused)), IsCopy: true);

    private long Since(TimeSpan grace) => registry.Now - (long)grace.TotalSeconds;
}
