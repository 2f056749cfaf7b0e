using System.Text.Json;
using Gantry.Trust.Decisions.Advisories;
using Microsoft.Data.Sqlite;

namespace Gantry.Trust.Advisories;

/// <summary>Writes records as rows, each statement prepared once.</summary>
internal sealed class AdvisoryRows : IDisposable
{
    private readonly SqliteCommand known, advisory, forget, affected;

    public AdvisoryRows(SqliteConnection connection, SqliteTransaction transaction)
    {
        known = Command("SELECT modified, hash FROM advisory WHERE id = $0", 1);
        advisory = Command("INSERT OR REPLACE INTO advisory VALUES ($0, $1, $2, $3)", 4);
        forget = Command("DELETE FROM affected WHERE id = $0", 1);
        affected = Command("INSERT INTO affected VALUES ($0, $1, $2, $3, $4)", 5);

        SqliteCommand Command(string sql, int parameters)
        {
            var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = sql;
            for (var i = 0; i < parameters; i++) command.Parameters.Add(new SqliteParameter("$" + i, null));
            return command;
        }
    }

    /// <returns>False where the same or a later one is there.</returns>
    public bool Put(OsvRecord record, byte[] hash)
    {
        var id = record.Advisory.Id;
        With(known, id);
        bool there;
        using (var row = known.ExecuteReader())
        {
            there = row.Read();
            // Times are written in one form, so they are ordered as text.
            if (there && (row.GetFieldValue<byte[]>(1).AsSpan().SequenceEqual(hash) || string.CompareOrdinal(row.GetString(0), record.Advisory.Modified) > 0)) return false;
        }

        With(advisory, id, record.Advisory.Modified, hash, JsonSerializer.SerializeToUtf8Bytes(record.Advisory, AdvisoryJson.Default.Advisory));
        advisory.ExecuteNonQuery();
        if (there)
        {
            With(forget, id);
            forget.ExecuteNonQuery();
        }

        if (record.Advisory.Withdrawn) return true;
        for (var i = 0; i < record.Affected.Count; i++)
        {
            var one = record.Affected[i];
            With(affected, one.Ecosystem, one.Name, id, i, JsonSerializer.SerializeToUtf8Bytes(one with { Ecosystem = "", Name = "" }, AdvisoryJson.Default.Affected));
            affected.ExecuteNonQuery();
        }

        return true;
    }

    public void Dispose()
    {
        known.Dispose();
        advisory.Dispose();
        forget.Dispose();
        affected.Dispose();
    }

    private static void With(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
    }
}
