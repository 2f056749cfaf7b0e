using Gantry.Control;
using Gantry.Resources.Audit;
using Gantry.Store.Backups;
using Microsoft.Data.Sqlite;

namespace Gantry.Store.Sqlite;

/// <summary>The default store: one SQLite file, all resources in memory, every commit flushed before it is acknowledged.</summary>
internal sealed class SqliteStore : IPlatformStore
{
    private const int Page = 500;

    private readonly Database _database;
    private readonly StoreLock _held;
    private readonly CommitThread _writer;
    private volatile Published _state;
    private bool _closed;

    /// <exception cref="System.Text.Json.JsonException">What is stored cannot be read.</exception>
    internal SqliteStore(Database database, StoreLock held, TimeProvider time)
    {
        (_database, _held) = (database, held);
        var (last, from) = (SqliteRows.Newest(database, 1), SqliteRows.Base(database));
        var (revision, head) = last.Count > 0 ? (last[0].Sequence, last[0].Hash) : (from.Sequence, from.Hash);
        _state = new Published(World.Of(revision, SqliteRows.Resources(database).Select(r => r.Read())), head, []) { Base = from };
        Facts = new SqliteFacts(database.Path);
        Leadership = new SqliteLeadership(database);
        _writer = new CommitThread(new SqliteWriter(database), time, _state, next => _state = next);
    }

    public World Current => _state.World;
    public string Head => _state.Head;
    public AuditHead Base => _state.Base;
    public PlatformFacts Facts { get; }
    public ILeadership Leadership { get; }
    public string Description => "SQLite";

    public ValueTask<CommitResult> CommitAsync(Transaction transaction, CancellationToken cancel) => _writer.CommitAsync(transaction, cancel);

    public IAsyncEnumerable<ResourceEvent> WatchAsync(long after, CancellationToken cancel) =>
        Published.WatchAsync(() => _state, after, (from, until) => ValueTask.FromResult(Read(d => SqliteRows.Events(d, from, until, Page))), cancel);

    public IReadOnlyList<ResourceEvent> Newest(int limit) => Read(d => SqliteRows.Newest(d, limit));

    public AuditBreak? Verify() => ReadAll(content => StoreVerification.Run(content, _state));

    public T ReadAll<T>(Func<StoreContent, T> use) => Read(d =>
    {
        // One transaction, so that what is committed meanwhile is seen in neither half.
        d.Run("BEGIN");
        return use(StoreContent.Of(SqliteRows.Base(d), after => SqliteRows.Events(d, after, long.MaxValue, Page), () => SqliteRows.Resources(d)));
    });

    public void Load(StoreContent content)
    {
        using var database = new Database(_database.Path);
        new SqliteWriter(database).Write([content.Outcome()]);
    }

    public ValueTask DisposeAsync()
    {
        if (_closed) return ValueTask.CompletedTask;
        _closed = true;
        _writer.Dispose();
        _state.End();
        _database.Dispose();
        _held.Dispose();
        return ValueTask.CompletedTask;
    }

    public void Dispose() => DisposeAsync().GetAwaiter().GetResult();

    private T Read<T>(Func<Database, T> query)
    {
        try
        {
            using var reader = _database.Beside();
            return query(reader);
        }
        catch (SqliteException failure)
        {
            throw SqliteProblems.Unavailable(_database.Path, failure);
        }
    }
}
