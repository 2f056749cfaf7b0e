using Microsoft.Data.Sqlite;

namespace Gantry.Store.Sqlite;

/// <summary>One connection, with a few statements kept ready. Not for two threads at once.</summary>
internal sealed class Database : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _ready = new(StringComparer.Ordinal);
    private readonly SqliteConnection _connection;

    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public Database(string path)
    {
        Path = path;
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            _connection.Open();
            Run("PRAGMA busy_timeout = 5000");
            Run("PRAGMA journal_mode = WAL");
            // The write-ahead log is flushed at every commit: what was acknowledged survives the loss of power.
            Run("PRAGMA synchronous = FULL");
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    public string Path { get; }

    /// <summary>Another connection to the same file, for reading beside the writer.</summary>
    public Database Beside() => new(Path);

    public void Run(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteNonQuery();

    public T? Scalar<T>(string sql, params ReadOnlySpan<object?> values) =>
        Prepare(sql, values).ExecuteScalar() is { } found and not DBNull ? (T)found : default;

    /// <summary>All rows, read before this returns.</summary>
    public List<T> Rows<T>(string sql, Func<SqliteDataReader, T> row, params ReadOnlySpan<object?> values)
    {
        var rows = new List<T>();
        using var reader = Prepare(sql, values).ExecuteReader();
        while (reader.Read()) rows.Add(row(reader));
        return rows;
    }

    /// <summary>Undoes a transaction that failed, if the failure has not done so.</summary>
    public void RollBack()
    {
        try
        {
            Run("ROLLBACK");
        }
        catch (SqliteException)
        {
            // "No transaction is active": the failure itself has ended it.
        }
    }

    public void Dispose()
    {
        foreach (var command in _ready.Values) command.Dispose();
        _connection.Dispose();
    }

    private SqliteCommand Prepare(string sql, ReadOnlySpan<object?> values)
    {
        if (!_ready.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            for (var n = 1; n <= values.Length; n++) command.Parameters.Add(new SqliteParameter { ParameterName = $"${n}" });
            _ready.Add(sql, command);
        }
        for (var n = 0; n < values.Length; n++) command.Parameters[n].Value = values[n] ?? DBNull.Value;
        return command;
    }
}
