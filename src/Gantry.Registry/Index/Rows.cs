using Microsoft.Data.Sqlite;

namespace Gantry.Registry.Index;

/// <summary>A connection to the index, with its statements kept ready. For one thread at a time.</summary>
internal sealed class Rows : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _ready = new(StringComparer.Ordinal);

    /// <param name="cache">KiB of pages that it may keep.</param>
    public Rows(string file, int cache, bool writes)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, DefaultTimeout = 30 }.ToString());
        _connection.Open();
        Run($"PRAGMA cache_size=-{cache}");
        if (writes) One("PRAGMA journal_mode=WAL", static r => r.GetString(0));
        // What is acknowledged is on the disk.
        Run("PRAGMA synchronous=FULL");
        if (!writes) Run("PRAGMA query_only=1");
    }

    /// <summary>How many rows were changed.</summary>
    public int Run(string sql, params ReadOnlySpan<object?> values) => Ready(sql, values).ExecuteNonQuery();

    public T? One<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        using var reader = Ready(sql, values).ExecuteReader();
        return reader.Read() ? read(reader) : default;
    }

    public List<T> All<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        using var reader = Ready(sql, values).ExecuteReader();
        var all = new List<T>();
        while (reader.Read()) all.Add(read(reader));
        return all;
    }

    public bool Any(string sql, params ReadOnlySpan<object?> values)
    {
        using var reader = Ready(sql, values).ExecuteReader();
        return reader.Read();
    }

    public void Dispose()
    {
        foreach (var command in _ready.Values) command.Dispose();
        _connection.Dispose();
    }

    /// <summary>Parameters are <c>$0</c>, <c>$1</c> and so on.</summary>
    private SqliteCommand Ready(string sql, ReadOnlySpan<object?> values)
    {
        if (!_ready.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            for (var at = 0; at < values.Length; at++) command.Parameters.Add(new SqliteParameter($"${at}", null));
            _ready[sql] = command;
        }

        for (var at = 0; at < values.Length; at++) command.Parameters[at].Value = values[at] ?? DBNull.Value;
        return command;
    }
}
