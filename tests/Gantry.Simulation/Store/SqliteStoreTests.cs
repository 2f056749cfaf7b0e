using Gantry.Store;
using Microsoft.Data.Sqlite;

namespace Gantry.Simulation.Store;

public sealed class SqliteStoreTests : DurableStoreConformance
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gantry-store-").FullName;

    protected override StoreOpening TryOpen() => StoreModule.Open(_directory, TimeProvider.System);

    protected override ValueTask MakeVersionAsync(int version)
    {
        Sql(version == 1 ? "DROP TABLE lease; DROP TABLE base; PRAGMA user_version = 1" : $"PRAGMA user_version = {version}");
        return ValueTask.CompletedTask;
    }

    protected override ValueTask<int> VersionAsync()
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return new((int)(long)command.ExecuteScalar()!);
    }

    protected override ValueTask<long> SizeAsync()
    {
        // What is still in the log goes into the file.
        Sql("PRAGMA wal_checkpoint(TRUNCATE)");
        return new(new FileInfo(Path.Combine(_directory, "gantry.db")).Length);
    }

    protected override ValueTask<IAsyncDisposable> TakeAwayAsync()
    {
        // Another program keeps the file locked.
        var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN EXCLUSIVE";
        command.ExecuteNonQuery();
        return new(connection);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(_directory, "gantry.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    private void Sql(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
