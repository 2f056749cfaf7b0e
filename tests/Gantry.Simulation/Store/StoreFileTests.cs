using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Store;
using Microsoft.Data.Sqlite;

namespace Gantry.Simulation.Store;

/// <summary>What the file says, and who may have written to it.</summary>
public sealed class StoreFileTests : IAsyncLifetime
{
    private static readonly Key Shop = ResourceNames.App("production", "shop");

    private readonly string _directory = Directory.CreateTempSubdirectory("gantry-store-").FullName;
    private IPlatformStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _store = StoreModule.Open(_directory, TimeProvider.System).Store!;
        for (var n = 1; n <= 5; n++)
            await _store.CommitAsync(new Transaction("test", new PutSpec(Shop, new AppSpec { Name = "shop", NextRelease = n }, $"change {n}")), default);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private void Sql(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_directory, "gantry.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    [Theory]
    [InlineData("UPDATE events SET because = 'nothing to see' WHERE sequence = 3", 3)]
    [InlineData("UPDATE events SET actor = actor || because, because = '' WHERE sequence = 3", 3)]
    [InlineData("UPDATE events SET scope = scope || 's', name = substr(name, 2) WHERE sequence = 3", 3)]
    [InlineData("UPDATE events SET at = '2020-01-01T00:00:00.0000000Z' WHERE sequence = 2", 2)]
    [InlineData("DELETE FROM events WHERE sequence = 3", 3)]
    [InlineData("DELETE FROM events WHERE sequence = 5", 6)]
    [InlineData("DELETE FROM events WHERE sequence = 5; DELETE FROM resources", 5)]
    [InlineData("UPDATE events SET sequence = -3 WHERE sequence = 3; UPDATE events SET sequence = 3 WHERE sequence = 4; UPDATE events SET sequence = 4 WHERE sequence = -3", 3)]
    [InlineData("UPDATE events SET sequence = sequence + 100 WHERE sequence > 2; UPDATE events SET sequence = sequence - 99 WHERE sequence > 100; INSERT INTO events SELECT 3, at, actor, type, kind, scope, name, because, content_hash, hash FROM events WHERE sequence = 2", 3)]
    [InlineData("UPDATE resources SET spec = replace(spec, '5', '6')", 5)]
    [InlineData("DELETE FROM resources", 5)]
    [InlineData("INSERT INTO resources SELECT kind, scope, 'other', version, generation, spec, status FROM resources", 5)]
    public void Whoever_writes_to_the_file_behind_the_platforms_back_is_found_out(string sql, long where)
    {
        Assert.Null(_store.Verify());
        Sql(sql);
        var found = _store.Verify();
        Assert.NotNull(found);
        Assert.InRange(found.Sequence, where - 1, where + 1);
        Assert.NotEmpty(found.Problem.Help);
    }

    [Fact]
    public async Task What_is_no_store_is_refused_and_left_alone()
    {
        await _store.DisposeAsync();
        Sql("PRAGMA application_id = 7");
        Assert.Equal("store.unreadable", StoreModule.Open(_directory, TimeProvider.System).Problem?.Code);
        foreach (var rest in Directory.GetFiles(_directory, "gantry.db-*")) File.Delete(rest);
        await File.WriteAllTextAsync(Path.Combine(_directory, "gantry.db"), string.Concat(Enumerable.Repeat("not a database ", 1000)), TestContext.Current.CancellationToken);
        Assert.Equal("store.unreadable", StoreModule.Open(_directory, TimeProvider.System).Problem?.Code);
        File.Delete(Path.Combine(_directory, "gantry.db"));
        _store = StoreModule.Open(_directory, TimeProvider.System).Store!;
    }

    [Fact]
    public async Task A_resource_that_cannot_be_read_is_named_and_nothing_is_started_on_it()
    {
        await _store.DisposeAsync();
        Sql("UPDATE resources SET spec = '{\"name\":'");
        Assert.Equal("store.unreadable", StoreModule.Open(_directory, TimeProvider.System).Problem?.Code);
        Sql("DELETE FROM resources");
        _store = StoreModule.Open(_directory, TimeProvider.System).Store!;
    }
}
