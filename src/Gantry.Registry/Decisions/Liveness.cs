namespace Gantry.Registry.Decisions;

/// <summary>A manifest, as far as it matters for whether it stays.</summary>
/// <param name="Fresh">When it was pushed or lost a tag, in words; null when that is too long ago to matter.</param>
public sealed record HeldManifest(string Digest, long Size, string? Subject, string? Fresh)
{
    /// <summary>Manifests that it consists of, as an index does.</summary>
    public IReadOnlyList<string> Children { get; init; } = [];

    /// <summary>Its config and its layers.</summary>
    public IReadOnlyList<string> Blobs { get; init; } = [];
    public string? Config { get; init; }
}

/// <param name="Fresh">When it was pushed, mounted or asked for, in words; null when that is too long ago to matter.</param>
public sealed record HeldBlob(string Digest, long Size, string? Fresh);

/// <summary>What a repository holds.</summary>
public sealed record RepositoryContent
{
    public required string Name { get; init; }
    public required IReadOnlyList<HeldManifest> Manifests { get; init; }
    public required IReadOnlyList<HeldBlob> Blobs { get; init; }

    /// <summary>Tag and digest.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; }
}

/// <param name="Stays">Why it stays; null when it goes.</param>
public readonly record struct Verdict(string Digest, long Size, bool IsManifest, string? Stays);

/// <summary>
/// What of a repository is needed: what a tag names, what the platform runs or may run again, what was pushed or asked for just now;
/// and from there parts of indexes, referrers of what stays, and what a referrer that stays is about. The rest goes.
/// </summary>
public static class Liveness
{
    /// <param name="needed">By digest of a manifest or a config: what needs it.</param>
    public static IReadOnlyList<Verdict> Judge(RepositoryContent content, IReadOnlyDictionary<string, string> needed)
    {
        var why = Manifests(content, needed);
        var used = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var manifest in content.Manifests.Where(m => why.ContainsKey(m.Digest)))
        {
            foreach (var blob in manifest.Blobs) used.TryAdd(blob, manifest.Digest);
        }

        return
        [
            .. content.Manifests.Select(m => new Verdict(m.Digest, m.Size, true, why.GetValueOrDefault(m.Digest))),
            .. content.Blobs.Select(b => new Verdict(b.Digest, b.Size, false, used.TryGetValue(b.Digest, out var user) ? $"manifest {user} refers to it" : b.Fresh)),
        ];
    }

    private static Dictionary<string, string> Manifests(RepositoryContent content, IReadOnlyDictionary<string, string> needed)
    {
        var all = content.Manifests.ToDictionary(m => m.Digest, StringComparer.Ordinal);
        var referrers = content.Manifests.Where(m => m.Subject is not null).ToLookup(m => m.Subject!, m => m.Digest, StringComparer.Ordinal);
        var why = new Dictionary<string, string>(StringComparer.Ordinal);
        var next = new Queue<string>();
        // A tag that says which image it is about holds its manifest as long as that image is held, and not for ever. One whose image is elsewhere is a tag.
        var companions = content.Tags.Where(t => CompanionTags.ImageOf(t.Key) is { } image && image != t.Value && all.ContainsKey(image)).ToLookup(t => CompanionTags.ImageOf(t.Key)!, t => t.Value, StringComparer.Ordinal);
        var images = companions.SelectMany(g => g.Select(c => (Companion: c, Image: g.Key))).ToLookup(p => p.Companion, p => p.Image, StringComparer.Ordinal);
        foreach (var (tag, digest) in content.Tags.Where(t => CompanionTags.ImageOf(t.Key) is not { } image || !companions.Contains(image))) Stay(digest, $"tag {tag} names it");
        foreach (var manifest in content.Manifests)
        {
            if (needed.TryGetValue(manifest.Digest, out var who) || (manifest.Config is not null && needed.TryGetValue(manifest.Config, out who))) Stay(manifest.Digest, $"{who} needs it");
            else if (manifest.Fresh is not null) Stay(manifest.Digest, manifest.Fresh);
            else continue;
            foreach (var image in images[manifest.Digest]) Stay(image, $"{manifest.Digest} is about it");
        }

        while (next.TryDequeue(out var digest))
        {
            foreach (var child in all[digest].Children) Stay(child, $"index {digest} has it as a part");
            foreach (var referrer in referrers[digest].Concat(companions[digest])) Stay(referrer, $"it is about {digest}");
            if (all[digest].Subject is { } subject) Stay(subject, $"{digest} is about it");
        }

        return why;

        void Stay(string digest, string because)
        {
            if (all.ContainsKey(digest) && why.TryAdd(digest, because)) next.Enqueue(digest);
        }
    }
}
