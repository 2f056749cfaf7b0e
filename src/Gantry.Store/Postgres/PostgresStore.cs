using Gantry.Control;
using Gantry.Resources.Audit;
using Gantry.Store.Backups;
using Gantry.Store.Postgres.Leading;
using Npgsql;

namespace Gantry.Store.Postgres;

/// <summary>
/// The store in a PostgreSQL database that several processes share: one leads and writes, the others follow what it commits and
/// serve reads.
/// </summary>
internal sealed class PostgresStore : IPlatformStore
{
    private const int Page = 500;

    private readonly PostgresServer _server;
    private readonly StoreLock _held;
    private readonly PostgresLease _lease;
    private readonly PostgresWriter _writes;
    private readonly PostgresListener _listener;
    private readonly CommitThread _writer;
    private volatile Published _state;
    private bool _closed;

    /// <exception cref="NpgsqlException">What is stored cannot be loaded.</exception>
    /// <exception cref="System.Text.Json.JsonException">It cannot be read.</exception>
    public PostgresStore(PostgresServer server, StoreLock held, PostgresLease lease, TimeProvider time)
    {
        (_server, _held, _lease) = (server, held, lease);
        _state = Load(server);
        Facts = new PostgresFacts(server);
        _writes = new PostgresWriter(server, lease);
        _writer = new CommitThread(_writes, time, _state, next => _state = next);
        _listener = new PostgresListener(server, time, () =>
        {
            if (!lease.Holds) Look();
        });
        lease.Run(revision =>
        {
            if (revision != _state.World.Revision) Look();
        });
        Leadership = new CaughtUpLeadership(lease, this);
    }

    public World Current => _state.World;
    public string Head => _state.Head;
    public AuditHead Base => _state.Base;
    public PlatformFacts Facts { get; }
    public ILeadership Leadership { get; }
    public string Description => $"PostgreSQL {_server.Version} at {_server.Place}";

    public ValueTask<CommitResult> CommitAsync(Transaction transaction, CancellationToken cancel) => _writer.CommitAsync(transaction, cancel);

    public IAsyncEnumerable<ResourceEvent> WatchAsync(long after, CancellationToken cancel) => Published.WatchAsync(() => _state, after, async (from, until) =>
    {
        var page = await _server.ReadAsync(c => PostgresRows.PageAsync(c, from, until, Page, cancel), cancel);
        return page.Count > 0 ? page : throw new StoreUnavailableException($"The database {_server.Place} lacks events after {from}.");
    }, cancel);

    public IReadOnlyList<ResourceEvent> Newest(int limit) => _server.Read(c => PostgresRows.Events(c, "ORDER BY sequence DESC LIMIT $1", limit));

    public AuditBreak? Verify() => ReadAll(content => StoreVerification.Run(content, _state));

    public T ReadAll<T>(Func<StoreContent, T> use) => _server.Read(c =>
    {
        using var snapshot = c.BeginTransaction(System.Data.IsolationLevel.RepeatableRead);
        return use(StoreContent.Of(PostgresRows.Base(c),
            after => PostgresRows.Events(c, "WHERE sequence > $1 ORDER BY sequence LIMIT $2", after, Page), () => PostgresRows.Resources(c)));
    });

    public void Load(StoreContent content)
    {
        using var writer = new PostgresWriter(_server, _lease);
        writer.CatchUp(_state);
        writer.Write([content.Outcome()]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_closed) return;
        _closed = true;
        await _listener.DisposeAsync();
        // What waits is committed while this process still leads.
        _writer.Dispose();
        await _lease.DisposeAsync();
        _state.End();
        _writes.Dispose();
        _server.Dispose();
        _held.Dispose();
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static Published Load(PostgresServer server) => server.Read(c =>
    {
        using var snapshot = c.BeginTransaction(System.Data.IsolationLevel.RepeatableRead);
        var from = PostgresRows.Base(c);
        var (revision, head) = PostgresRows.Events(c, "ORDER BY sequence DESC LIMIT 1") is [var last, ..] ? (last.Sequence, last.Hash) : (from.Sequence, from.Hash);
        return new Published(World.Of(revision, PostgresRows.Resources(c).Select(static r => r.Read())), head, []) { Base = from };
    });

    private void Look()
    {
        _writes.Suspect();
        _writer.Look();
    }

    /// <summary>Leads only once the store shows all that was committed before.</summary>
    private sealed class CaughtUpLeadership(PostgresLease lease, PostgresStore store) : ILeadership
    {
        public long Fence => lease.Fence;
        public bool Holds => lease.Holds;
        public string? Other => lease.Other;

        public async ValueTask<CancellationToken> LeadAsync(CancellationToken cancel)
        {
            while (true)
            {
                var ended = await lease.LeadAsync(cancel);
                try
                {
                    // It writes nothing, and waits until everything before it is shown.
                    await store.CommitAsync(new Transaction("store"), cancel);
                    store._listener.Pause(ended);
                    if (lease.Holds && !ended.IsCancellationRequested) return ended;
                }
                catch (StoreUnavailableException)
                {
                    // Another try, as long as it takes; the database may be away again.
                }
                await lease.ResignAsync();
            }
        }

        public ValueTask ResignAsync() => lease.ResignAsync();
    }
}
