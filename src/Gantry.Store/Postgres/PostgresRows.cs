using System.Data.Common;
using System.Globalization;
using System.Text;
using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Audit;
using Npgsql;

namespace Gantry.Store.Postgres;

/// <summary>Rows of the tables as events and resources.</summary>
internal static class PostgresRows
{
    public const string EventColumns = "sequence, at, actor, type, kind, scope, name, because, content_hash, hash";
    public const string ResourceColumns = "kind, scope, name, version, generation, spec, status";

    public static List<ResourceEvent> Events(NpgsqlConnection connection, string rest, params ReadOnlySpan<long> values)
    {
        using var command = Command(connection, $"SELECT {EventColumns} FROM gantry.events {rest}", values);
        using var rows = command.ExecuteReader();
        var events = new List<ResourceEvent>();
        while (rows.Read()) events.Add(Event(rows));
        return events;
    }

    /// <summary>The last event that was cut off.</summary>
    public static AuditHead Base(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand("SELECT sequence, hash, at FROM gantry.base", connection);
        using var row = command.ExecuteReader();
        if (!row.Read()) throw new FormatException("The table of the base is empty.");
        return new AuditHead(row.GetInt64(0), row.GetString(1), row.GetString(2));
    }

    /// <summary>At most so many events after a sequence number, in order.</summary>
    public static async Task<List<ResourceEvent>> PageAsync(NpgsqlConnection connection, long after, long until, int limit, CancellationToken cancel)
    {
        await using var command = Command(connection,
            $"SELECT {EventColumns} FROM gantry.events WHERE sequence > $1 AND sequence <= $2 ORDER BY sequence LIMIT $3", [after, until, limit]);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var events = new List<ResourceEvent>();
        while (await rows.ReadAsync(cancel)) events.Add(Event(rows));
        return events;
    }

    /// <summary>Ordered by bytes, as every store orders them.</summary>
    public static List<StoredResource> Resources(NpgsqlConnection connection, long newerThan = 0)
    {
        using var command = Command(connection,
            $"""SELECT {ResourceColumns} FROM gantry.resources WHERE version > $1 ORDER BY kind COLLATE "C", scope COLLATE "C", name COLLATE "C" """, [newerThan]);
        // All that there is, at the start: it takes as long as it takes.
        command.CommandTimeout = 0;
        using var rows = command.ExecuteReader();
        var resources = new List<StoredResource>();
        while (rows.Read())
        {
            resources.Add(new StoredResource(Key(rows, 0), rows.GetInt64(3), rows.GetInt64(4),
                Encoding.UTF8.GetBytes(rows.GetString(5)), rows.IsDBNull(6) ? null : Encoding.UTF8.GetBytes(rows.GetString(6))));
        }
        return resources;
    }

    private static ResourceEvent Event(DbDataReader row) => new(
        row.GetInt64(0),
        DateTimeOffset.Parse(row.GetString(1), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
        row.GetString(2), Enum.Parse<EventType>(row.GetString(3)), Key(row, 4), row.GetString(7), row.GetString(8), row.GetString(9));

    private static Key Key(DbDataReader row, int at) => new(row.GetString(at), row.GetString(at + 1), row.GetString(at + 2));

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, ReadOnlySpan<long> values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = value });
        return command;
    }
}
