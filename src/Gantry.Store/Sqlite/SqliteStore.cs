using System.Runtime.CompilerServices;
using Gantry.Control;
using Gantry.Control.Decisions;
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
        var last = SqliteRows.Newest(database, 1);
        var (revision, head) = last.Count > 0 ? (last[0].Sequence, last[0].Hash) : (0, AuditChain.Genesis);
        _state = new Published(World.Empty.With(revision, SqliteRows.Resources(database).Select(r => r.Read()), []), head, []);
        Facts = new SqliteFacts(database.Path);
        Leadership = new SqliteLeadership(database);
        _writer = new CommitThread(new SqliteWriter(database), time, _state, next => _state = next);
    }

    public World Current => _state.World;
    public string Head => _state.Head;
    public PlatformFacts Facts { get; }
    public ILeadership Leadership { get; }
    public string Description => "SQLite";

    public async ValueTask<CommitResult> CommitAsync(Transaction transaction, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var commit = new Commit(transaction);
        _writer.Add(commit);
        using var stop = cancel.UnsafeRegister(_ => commit.Cancel(cancel), null);
        return await commit.Result;
    }

    public async IAsyncEnumerable<ResourceEvent> WatchAsync(long after, [EnumeratorCancellation] CancellationToken cancel)
    {
        // First the place from which the live events follow, then what is older than that: no gap and no overlap.
        var place = _state;
        while (after < place.World.Revision)
        {
            var page = Read(d => SqliteRows.Events(d, after, place.World.Revision, Page));
            foreach (var old in page)
            {
                cancel.ThrowIfCancellationRequested();
                after = old.Sequence;
                yield return old;
            }
        }
        while (true)
        {
            place = await place.Next.WaitAsync(cancel);
            foreach (var next in place.Events)
            {
                if (next.Sequence > after) yield return next;
            }
        }
    }

    public IReadOnlyList<ResourceEvent> Newest(int limit) => Read(d => SqliteRows.Newest(d, limit));

    public ChainBreak? Verify() => ReadAll(content => StoreVerification.Run(content, _state));

    public T ReadAll<T>(Func<StoreContent, T> use) => Read(d =>
    {
        // One transaction, so that what is committed meanwhile is seen in neither half.
        d.Run("BEGIN");
        return use(StoreContent.Of(Chain(d), () => SqliteRows.Resources(d)));
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

    private static IEnumerable<ResourceEvent> Chain(Database database)
    {
        var after = 0L;
        while (SqliteRows.Events(database, after, long.MaxValue, Page) is { Count: > 0 } page)
        {
            foreach (var e in page) yield return e;
            after = page[^1].Sequence;
        }
    }

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
