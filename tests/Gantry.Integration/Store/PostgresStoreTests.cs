using Gantry.Simulation.Store;
using Gantry.Store;

namespace Gantry.Integration.Store;

/// <summary>The store on a real server does what every store does.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresStoreTests(OwnPostgres server) : DurableStoreConformance
{
    private readonly DatabaseRelay _relay = new(server.Socket);
    private readonly TestHome _home = new();
    private TestDatabase? _database;

    public override async ValueTask InitializeAsync()
    {
        _database = await server.DatabaseAsync(_relay.Folder);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _relay.DisposeAsync();
        _home.Dispose();
    }

    protected override StoreOpening TryOpen() => _home.Open(_database!.Address);

    protected override async ValueTask MakeVersionAsync(int version)
    {
        if (version == 1) await _database!.SqlAsync("DROP TABLE gantry.lease; DROP TABLE gantry.base; DROP FUNCTION gantry.cut; DROP FUNCTION gantry.commit; DROP FUNCTION gantry.fence; DROP INDEX gantry.resources_version");
        await _database!.SqlAsync($"UPDATE gantry.schema SET version = {version}");
    }

    protected override async ValueTask<int> VersionAsync() => await _database!.ScalarAsync<int>("SELECT version FROM gantry.schema");

    protected override async ValueTask<long> SizeAsync()
    {
        // As the server does by itself, whenever it comes to it.
        await _database!.SqlAsync("VACUUM gantry.events");
        return await _database!.ScalarAsync<long>("SELECT pg_total_relation_size('gantry.events')");
    }

    protected override ValueTask<IAsyncDisposable> TakeAwayAsync()
    {
        _relay.Shut();
        return new(new Return(_relay));
    }

    private sealed class Return(DatabaseRelay relay) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            relay.Open();
            return ValueTask.CompletedTask;
        }
    }
}
