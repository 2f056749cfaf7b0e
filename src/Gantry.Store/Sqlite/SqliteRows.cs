using System.Globalization;
using System.Text;
using Gantry.Control;
using Gantry.Control.Decisions;
using Gantry.Resources;
using Gantry.Resources.Audit;
using Microsoft.Data.Sqlite;

namespace Gantry.Store.Sqlite;

/// <summary>Events and resources as rows of the tables.</summary>
internal static class SqliteRows
{
    private const string EventColumns = "sequence, at, actor, type, kind, scope, name, because, content_hash, hash";

    public static void Write(Database database, TransitionOutcome outcome)
    {
        if (outcome.Base is { } last)
        {
            database.Run("UPDATE base SET sequence = $1, hash = $2, at = $3", last.Sequence, last.Hash, last.At);
            database.Run("DELETE FROM events WHERE sequence <= $1", last.Sequence);
        }
        foreach (var e in outcome.Events)
        {
            database.Run($"INSERT INTO events ({EventColumns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                e.Sequence, AuditChain.Time(e.At), e.Actor, e.Type.ToString(), e.Key.Kind, e.Key.Scope, e.Key.Name, e.Because, e.ContentHash, e.Hash);
        }
        foreach (var put in outcome.Puts)
        {
            database.Run("""
                INSERT INTO resources (kind, scope, name, version, generation, spec, status) VALUES ($1, $2, $3, $4, $5, $6, $7)
                ON CONFLICT DO UPDATE SET version = $4, generation = $5, spec = $6, status = $7
                """, put.Key.Kind, put.Key.Scope, put.Key.Name, put.Version, put.Generation, Text(put.Spec), put.Status is { } s ? Text(s) : null);
        }
        foreach (var key in outcome.Deletes)
            database.Run("DELETE FROM resources WHERE kind = $1 AND scope = $2 AND name = $3", key.Kind, key.Scope, key.Name);
    }

    /// <summary>The last event that was cut off.</summary>
    public static AuditHead Base(Database database) =>
        database.Rows("SELECT sequence, hash, at FROM base", static row => new AuditHead(row.GetInt64(0), row.GetString(1), row.GetString(2)))[0];

    public static List<StoredResource> Resources(Database database) => database.Rows(
        "SELECT kind, scope, name, version, generation, spec, status FROM resources ORDER BY kind, scope, name",
        row => new StoredResource(Key(row, 0), row.GetInt64(3), row.GetInt64(4), Bytes(row.GetString(5)), row.IsDBNull(6) ? null : Bytes(row.GetString(6))));

    /// <summary>At most so many events after a sequence number, in order.</summary>
    public static List<ResourceEvent> Events(Database database, long after, long until, int limit) => database.Rows(
        $"SELECT {EventColumns} FROM events WHERE sequence > $1 AND sequence <= $2 ORDER BY sequence LIMIT $3", Event, after, until, limit);

    public static List<ResourceEvent> Newest(Database database, int limit) => database.Rows(
        $"SELECT {EventColumns} FROM events ORDER BY sequence DESC LIMIT $1", Event, limit);

    private static ResourceEvent Event(SqliteDataReader row) => new(
        row.GetInt64(0),
        DateTimeOffset.Parse(row.GetString(1), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
        row.GetString(2), Enum.Parse<EventType>(row.GetString(3)), Key(row, 4), row.GetString(7), row.GetString(8), row.GetString(9));

    private static Key Key(SqliteDataReader row, int at) => new(row.GetString(at), row.GetString(at + 1), row.GetString(at + 2));

    private static string Text(byte[] json) => Encoding.UTF8.GetString(json);

    private static byte[] Bytes(string json) => Encoding.UTF8.GetBytes(json);
}
