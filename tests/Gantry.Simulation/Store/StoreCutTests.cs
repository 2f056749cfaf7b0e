using Gantry.Control;
using Gantry.Control.Decisions;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Audit;
using Gantry.Store;
using Microsoft.Data.Sqlite;

namespace Gantry.Simulation.Store;

/// <summary>A chain whose old end was cut off is as hard to forge as one that has all of it.</summary>
public sealed class StoreCutTests : IAsyncLifetime
{
    private static readonly Key Shop = ResourceNames.App("production", "shop"), Blog = ResourceNames.App("production", "blog");

    private readonly string _directory = Directory.CreateTempSubdirectory("gantry-store-").FullName;
    private IPlatformStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _store = StoreModule.Open(_directory, TimeProvider.System).Store!;
        await CommitAsync(new PutSpec(Blog, new AppSpec { Name = "blog", NextRelease = 7 }, "made"));
        for (var n = 2; n <= 9; n++) await CommitAsync(new PutSpec(Shop, new AppSpec { Name = "shop", NextRelease = n }, $"change {n}"));
        var last = _store.ReadAll(content => content.Events.Single(e => e.Sequence == 4));
        await CommitAsync(new Cut(new Key("Audit", "", "chain"), new AuditHead(4, last.Hash, AuditChain.Time(last.At)), "too many"));
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task CommitAsync(Change change) => Assert.True((await _store.CommitAsync(new Transaction("test", change), TestContext.Current.CancellationToken)).Committed);

    [Theory]
    [InlineData("UPDATE base SET hash = replace(hash, substr(hash, 1, 1), 'x')", 5)]
    [InlineData("UPDATE base SET sequence = 0, hash = '0000000000000000000000000000000000000000000000000000000000000000'", 1)]
    [InlineData("UPDATE base SET (sequence, hash) = (SELECT sequence, hash FROM events WHERE sequence = 7); DELETE FROM events WHERE sequence <= 7", 7)]
    [InlineData("DELETE FROM events WHERE sequence = 5", 5)]
    [InlineData("UPDATE resources SET spec = replace(spec, '7', '8') WHERE name = 'blog'", 10)]
    [InlineData("DELETE FROM resources WHERE name = 'blog'", 10)]
    public void Whoever_cuts_off_more_or_changes_what_was_said_before_is_found_out(string sql, long where)
    {
        Assert.Null(_store.Verify());
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(_directory, "gantry.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
        Assert.Equal(where, _store.Verify()?.Sequence);
    }
}
