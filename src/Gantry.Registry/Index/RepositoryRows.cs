using Gantry.Resources.Api;

namespace Gantry.Registry.Index;

/// <summary>What the index knows of repositories and of their tags.</summary>
internal static class RepositoryRows
{
    public static long? Find(Rows rows, string name) => rows.One("SELECT id FROM repository WHERE name = $0", static r => (long?)r.GetInt64(0), name);

    public static long Make(Rows rows, string name)
    {
        if (Find(rows, name) is { } known) return known;
        rows.Run("INSERT INTO repository(name) VALUES ($0)", name);
        return Find(rows, name)!.Value;
    }

    /// <summary>In the order of their bytes.</summary>
    /// <param name="after">The last of those before.</param>
    public static List<string> Names(Rows rows, string after, int most) => rows.All(
        "SELECT name FROM repository r WHERE name > $0 AND EXISTS (SELECT 1 FROM manifest m WHERE m.repository = r.id) ORDER BY name LIMIT $1", static r => r.GetString(0), after, most);

    /// <summary>In the order of their bytes (distribution-spec, "Listing Tags").</summary>
    public static List<string> Tags(Rows rows, long repository, string after, int most) =>
        rows.All("SELECT name FROM tag WHERE repository = $0 AND name > $1 ORDER BY name LIMIT $2", static r => r.GetString(0), repository, after, most);

    public static List<RepositorySummary> Summaries(Rows rows) => rows.All(
        """
        SELECT r.name, (SELECT count(*) FROM manifest m WHERE m.repository = r.id), (SELECT count(*) FROM tag t WHERE t.repository = r.id),
          (SELECT coalesce(sum(b.size), 0) FROM holding h JOIN blob b ON b.digest = h.digest WHERE h.repository = r.id),
          coalesce((SELECT group_concat(name, ' ') FROM (SELECT name FROM tag t WHERE t.repository = r.id ORDER BY name LIMIT 1000)), '')
        FROM repository r ORDER BY r.name
        """,
        static r => new RepositorySummary(r.GetString(0), r.GetInt32(1), r.GetInt32(2), r.GetInt64(3), r.GetString(4).Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        .Where(r => r.Manifests > 0).ToList();
}
