namespace Gantry.Registry.Index;

/// <summary>Where a blob's bytes are, and how many.</summary>
internal sealed record BlobRow(string Place, long Size);

/// <summary>What the index knows of blobs. Each function is one or two statements, within the transaction of whoever calls.</summary>
internal static class BlobRows
{
    private const string Stamp = "(SELECT generation FROM collection)";

    public static BlobRow? Find(Rows rows, string repository, string digest) => rows.One(
        "SELECT b.place, b.size FROM repository r JOIN holding h ON h.repository = r.id JOIN blob b ON b.digest = h.digest WHERE r.name = $0 AND h.digest = $1",
        static r => new BlobRow(r.GetString(0), r.GetInt64(1)), repository, digest);

    /// <summary>A blob that was uploaded; it is the repository's from now on.</summary>
    /// <returns>False when there is one of this digest already: its bytes are used, and those at this place by nobody.</returns>
    public static bool Add(Rows rows, string repository, string digest, BlobRow blob, long now)
    {
        var added = rows.Run("INSERT INTO blob(digest, size, place) VALUES ($0, $1, $2) ON CONFLICT DO NOTHING", digest, blob.Size, blob.Place) > 0;
        Hold(rows, RepositoryRows.Make(rows, repository), digest, now);
        return added;
    }

    /// <summary>Makes a blob that some repository has this one's too.</summary>
    /// <returns>False when there is none of this digest.</returns>
    public static bool HoldKnown(Rows rows, string repository, string digest, long now)
    {
        if (!rows.Any("SELECT 1 FROM blob WHERE digest = $0", digest)) return false;
        Hold(rows, RepositoryRows.Make(rows, repository), digest, now);
        return true;
    }

    /// <returns>False when the other repository has no such blob.</returns>
    public static bool Mount(Rows rows, string from, string to, string digest, long now)
    {
        if (Find(rows, from, digest) is null) return false;
        Hold(rows, RepositoryRows.Make(rows, to), digest, now);
        return true;
    }

    /// <returns>What keeps it from being deleted; null when it is.</returns>
    public static Refusal? Delete(Rows rows, string repository, string digest)
    {
        if (Find(rows, repository, digest) is null) return Refusal.BlobUnknown(digest);
        var id = RepositoryRows.Find(rows, repository);
        var user = rows.One("SELECT m.digest FROM reference f JOIN manifest m ON m.id = f.manifest WHERE f.digest = $0 AND m.repository = $1 LIMIT 1", static r => r.GetString(0), digest, id);
        if (user is not null) return Refusal.Unsupported($"The manifest {user} refers to this blob. Delete that: the next collection frees the blob unless something else needs it.");
        rows.Run("DELETE FROM holding WHERE repository = $0 AND digest = $1", id, digest);
        return null;
    }

    private static void Hold(Rows rows, long repository, string digest, long now) => rows.Run(
        $"INSERT INTO holding(repository, digest, generation, touched) VALUES ($0, $1, {Stamp}, $2) ON CONFLICT DO UPDATE SET generation = excluded.generation, touched = excluded.touched",
        repository, digest, now);
}
