using Microsoft.Data.Sqlite;

namespace Gantry.Bench.Stores;

/// <summary>The same rows with SQLite alone: prepared statements, write-ahead log, flushed at each commit.</summary>
internal sealed class RawSqlite : IStorePeer
{
    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _begin, _event, _resource, _commit;
    private long _sequence;

    public RawSqlite(string directory)
    {
        _connection = new SqliteConnection($"Data Source={Path.Combine(directory, "raw.db")};Pooling=False");
        _connection.Open();
        foreach (var sql in (string[])["PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", RawRows.TablesOf("INTEGER")]) Command(sql).ExecuteNonQuery();
        (_begin, _commit) = (Command("BEGIN IMMEDIATE"), Command("COMMIT"));
        (_event, _resource) = (Command(RawRows.Event, RawRows.EventColumns), Command(RawRows.Resource, RawRows.ResourceColumns));
    }

    public string Name => "raw SQLite";

    public Task WriteAsync(int writer, int round)
    {
        lock (_gate)
        {
            _begin.ExecuteNonQuery();
            Run(_event, RawRows.EventOf(++_sequence, writer));
            Run(_resource, RawRows.ResourceOf(_sequence, writer, round));
            _commit.ExecuteNonQuery();
        }
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static void Run(SqliteCommand command, object[] values)
    {
        for (var n = 0; n < values.Length; n++) command.Parameters[n].Value = values[n];
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, int parameters = 0)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var n = 1; n <= parameters; n++) command.Parameters.Add(new SqliteParameter { ParameterName = $"${n}" });
        return command;
    }
}
