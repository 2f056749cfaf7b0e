using Gantry.Registry.Decisions;

namespace Gantry.Registry.Index;

/// <summary>What counts as just now: by the number of the collection, and by the clock.</summary>
/// <param name="Generation">What was stamped from this one on has not been through a whole collection yet.</param>
/// <param name="Since">Seconds since 1970.</param>
/// <param name="IsCopy">It comes from elsewhere, where its tags are: what they name stays there, and here while it is used.</param>
internal readonly record struct Grace(long Generation, long Since, bool IsCopy = false);

/// <summary>A repository's content, read for a collection.</summary>
internal static class ContentRows
{
    public static List<(long Id, string Name)> Repositories(Rows rows) => rows.All("SELECT id, name FROM repository ORDER BY name", static r => (r.GetInt64(0), r.GetString(1)));

    /// <param name="blobs">False: only what is decided about manifests is read.</param>
    /// <param name="seen">Whether somebody has asked for it lately.</param>
    public static RepositoryContent Read(Rows rows, long id, string name, Grace grace, Func<string, string, bool> seen, bool blobs)
    {
        var references = rows.All("SELECT f.manifest, f.digest, f.kind FROM reference f JOIN manifest m ON m.id = f.manifest WHERE m.repository = $0 AND ($1 OR f.kind IN (1, 3))",
            static r => (Manifest: r.GetInt64(0), Digest: r.GetString(1), Kind: (ReferenceKind)r.GetInt32(2)), id, blobs).ToLookup(r => r.Manifest);
        return new RepositoryContent
        {
            Name = name,
            Tags = grace.IsCopy ? [] : rows.All("SELECT name, digest FROM tag WHERE repository = $0 ORDER BY name", static r => KeyValuePair.Create(r.GetString(0), r.GetString(1)), id),
            Manifests = rows.All("SELECT id, digest, length(content), subject, generation, touched FROM manifest WHERE repository = $0 ORDER BY digest", r => new HeldManifest(
                r.GetString(1), r.GetInt64(2), r.IsDBNull(3) ? null : r.GetString(3), Fresh(r.GetString(1), r.GetInt64(4), r.GetInt64(5)))
            {
                Children = Of(r.GetInt64(0), ReferenceKind.Child, ReferenceKind.Child),
                Blobs = blobs ? Of(r.GetInt64(0), ReferenceKind.Config, ReferenceKind.Layer) : [],
                Config = Of(r.GetInt64(0), ReferenceKind.Config, ReferenceKind.Config).FirstOrDefault(),
            }, id),
            Blobs = !blobs ? [] : rows.All("SELECT h.digest, b.size, h.generation, h.touched FROM holding h JOIN blob b ON b.digest = h.digest WHERE h.repository = $0 ORDER BY h.digest",
                r => new HeldBlob(r.GetString(0), r.GetInt64(1), Fresh(r.GetString(0), r.GetInt64(2), r.GetInt64(3))), id),
        };

        IReadOnlyList<string> Of(long manifest, ReferenceKind first, ReferenceKind second) => [.. references[manifest].Where(r => r.Kind == first || r.Kind == second).Select(r => r.Digest)];

        string? Fresh(string digest, long generation, long touched) =>
            seen(name, digest) ? "somebody asked for it lately and may be pushing what needs it"
            : touched > grace.Since && grace.IsCopy ? "it is a copy that was used not long ago"
            : touched > grace.Since ? "it was pushed, or lost its tag, not long ago"
            : generation >= grace.Generation ? "no collection has come by twice since it was pushed or lost its tag" : null;
    }

    public static long Generation(Rows rows) => rows.One("SELECT generation FROM collection", static r => r.GetInt64(0));

    public static long NextGeneration(Rows rows)
    {
        rows.Run("UPDATE collection SET generation = generation + 1");
        return Generation(rows);
    }
}
