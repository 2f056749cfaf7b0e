using Gantry.Registry.Decisions;

namespace Gantry.Registry.Index;

/// <summary>A manifest as it was pushed, byte for byte.</summary>
internal sealed record StoredManifest(string Digest, string MediaType, byte[] Content);

/// <summary>What referrers are listed with.</summary>
internal sealed record Referrer(string Digest, string MediaType, long Size, string? ArtifactType, string? Annotations);

/// <summary>What the index knows of manifests.</summary>
internal static class ManifestRows
{
    private const string Stamp = "(SELECT generation FROM collection)";

    public static StoredManifest? ByDigest(Rows rows, string repository, string digest) => rows.One(
        "SELECT m.digest, m.media_type, m.content FROM repository r JOIN manifest m ON m.repository = r.id WHERE r.name = $0 AND m.digest = $1",
        static r => new StoredManifest(r.GetString(0), r.GetString(1), r.GetFieldValue<byte[]>(2)), repository, digest);

    public static StoredManifest? ByTag(Rows rows, string repository, string tag) => rows.One(
        "SELECT m.digest, m.media_type, m.content FROM repository r JOIN tag t ON t.repository = r.id JOIN manifest m ON m.repository = r.id AND m.digest = t.digest WHERE r.name = $0 AND t.name = $1",
        static r => new StoredManifest(r.GetString(0), r.GetString(1), r.GetFieldValue<byte[]>(2)), repository, tag);

    public static List<Referrer> Referrers(Rows rows, string repository, string subject, string after, int most) => rows.All(
        "SELECT m.digest, m.media_type, length(m.content), m.artifact_type, m.annotations FROM repository r JOIN manifest m ON m.repository = r.id WHERE r.name = $0 AND m.subject = $1 AND m.digest > $2 ORDER BY m.digest LIMIT $3",
        static r => new Referrer(r.GetString(0), r.GetString(1), r.GetInt64(2), r.IsDBNull(3) ? null : r.GetString(3), r.IsDBNull(4) ? null : r.GetString(4)), repository, subject, after, most);

    /// <summary>Stores it, and what it is called, unless something that it refers to is not there.</summary>
    public static Refusal? Put(Rows rows, string repository, string? tag, StoredManifest manifest, ManifestDocument document, long now)
    {
        var id = RepositoryRows.Find(rows, repository) ?? 0;
        if (Missing(rows, id, document) is { } refusal) return refusal;
        Store(rows, repository, tag, manifest, document, now);
        return null;
    }

    /// <summary>Stores what was fetched from elsewhere: what it refers to is there, and comes when it is asked for.</summary>
    public static bool PutCopy(Rows rows, string repository, string? tag, StoredManifest manifest, ManifestDocument document, long now)
    {
        Store(rows, repository, tag, manifest, document, now);
        return true;
    }

    /// <summary>Somebody uses it.</summary>
    public static bool Touch(Rows rows, string repository, string digest, long now) =>
        rows.Run("UPDATE manifest SET touched = $2 WHERE repository = (SELECT id FROM repository WHERE name = $0) AND digest = $1", repository, digest, now) > 0;

    private static void Store(Rows rows, string repository, string? tag, StoredManifest manifest, ManifestDocument document, long now)
    {
        var id = RepositoryRows.Make(rows, repository);
        var known = rows.One("SELECT id FROM manifest WHERE repository = $0 AND digest = $1", static r => r.GetInt64(0), id, manifest.Digest);
        if (known == 0) Insert(rows, id, manifest, document, now);
        else rows.Run($"UPDATE manifest SET generation = {Stamp}, touched = $1 WHERE id = $0", known, now);
        if (tag is null) return;
        // Somebody may be in the middle of pulling what the tag named until now.
        rows.Run($"UPDATE manifest SET generation = {Stamp}, touched = $2 WHERE repository = $0 AND digest = (SELECT digest FROM tag WHERE repository = $0 AND name = $1)", id, tag, now);
        rows.Run("INSERT INTO tag(repository, name, digest) VALUES ($0, $1, $2) ON CONFLICT DO UPDATE SET digest = excluded.digest", id, tag, manifest.Digest);
    }

    public static Refusal? DeleteTag(Rows rows, string repository, string tag) =>
        rows.Run("DELETE FROM tag WHERE repository = (SELECT id FROM repository WHERE name = $0) AND name = $1", repository, tag) > 0 ? null : Refusal.ManifestUnknown(tag);

    /// <summary>With all tags on it, and those of signatures about it. What it alone referred to goes with the next collection.</summary>
    public static Refusal? Delete(Rows rows, string repository, string digest)
    {
        var found = rows.One("SELECT m.id, m.repository FROM repository r JOIN manifest m ON m.repository = r.id WHERE r.name = $0 AND m.digest = $1",
            static r => ((long Id, long Repository)?)(r.GetInt64(0), r.GetInt64(1)), repository, digest);
        if (found is not { } manifest) return Refusal.ManifestUnknown(digest);
        var index = rows.One("SELECT m.digest FROM reference f JOIN manifest m ON m.id = f.manifest WHERE f.digest = $0 AND m.repository = $1 AND f.kind = $2 LIMIT 1",
            static r => r.GetString(0), digest, manifest.Repository, (int)ReferenceKind.Child);
        if (index is not null) return Refusal.Denied($"The index {index} has this manifest as a part. Delete the index first.");
        foreach (var tag in CompanionTags.Of(digest)) rows.Run("DELETE FROM tag WHERE repository = $0 AND name = $1", manifest.Repository, tag);
        Remove(rows, manifest.Id, manifest.Repository, digest);
        return null;
    }

    /// <summary>With all tags on it.</summary>
    public static void Remove(Rows rows, long id, long repository, string digest)
    {
        rows.Run("DELETE FROM tag WHERE repository = $0 AND digest = $1", repository, digest);
        rows.Run("DELETE FROM reference WHERE manifest = $0", id);
        rows.Run("DELETE FROM manifest WHERE id = $0", id);
    }

    private static void Insert(Rows rows, long repository, StoredManifest manifest, ManifestDocument document, long now)
    {
        rows.Run($"INSERT INTO manifest(repository, digest, media_type, artifact_type, subject, annotations, content, generation, touched) VALUES ($0, $1, $2, $3, $4, $5, $6, {Stamp}, $7)",
            repository, manifest.Digest, manifest.MediaType, document.ArtifactType, document.Subject?.Text, document.Annotations, manifest.Content, now);
        var id = rows.One("SELECT last_insert_rowid()", static r => r.GetInt64(0));
        foreach (var reference in document.References)
            rows.Run("INSERT INTO reference(manifest, digest, kind) VALUES ($0, $1, $2) ON CONFLICT DO NOTHING", id, reference.Digest.Text, (int)reference.Kind);
    }

    /// <summary>A subject may come later, or never (distribution-spec, "Pushing Manifests with Subject"); all else is there first, and as large as is said.</summary>
    private static Refusal? Missing(Rows rows, long repository, ManifestDocument document)
    {
        var missing = new List<string>();
        foreach (var reference in document.References)
        {
            if (reference.Kind == ReferenceKind.Subject) continue;
            var size = reference.Kind == ReferenceKind.Child
                ? rows.One("SELECT length(content) FROM manifest WHERE repository = $0 AND digest = $1", static r => (long?)r.GetInt64(0), repository, reference.Digest.Text)
                : rows.One("SELECT b.size FROM holding h JOIN blob b ON b.digest = h.digest WHERE h.repository = $0 AND h.digest = $1", static r => (long?)r.GetInt64(0), repository, reference.Digest.Text);
            if (size is null && !reference.Foreign) missing.Add(reference.Digest.Text);
            else if (size is { } there && there != reference.Size)
                return new Refusal(400, "SIZE_INVALID", $"The manifest says that {reference.Digest} has {reference.Size} bytes; it has {there}.");
        }

        return missing.Count == 0 ? null : new Refusal(404, "MANIFEST_BLOB_UNKNOWN", "This repository does not hold what the manifest refers to: push that first.") { Digests = [.. missing.Distinct().Take(100)] };
    }
}
