using Gantry.Resources;

namespace Gantry.Integration.Store;

/// <summary>What is wrong with a database is said in words, and never with the password.</summary>
[Collection(PostgresCollection.Name)]
public sealed class DatabaseProblemTests(OwnPostgres server) : IDisposable
{
    private readonly TestHome _home = new();

    public void Dispose() => _home.Dispose();

    private Problem Refused(string address)
    {
        var opening = _home.Open(address);
        Assert.NotNull(opening.Problem);
        Assert.DoesNotContain(OwnPostgres.Password, opening.Problem.ToString());
        Assert.DoesNotContain(Uri.EscapeDataString(OwnPostgres.Password), opening.Problem.ToString());
        Assert.NotEmpty(opening.Problem.Help);
        return opening.Problem;
    }

    private static string As(string user, string password, TestDatabase database) =>
        $"postgres://{user}:{Uri.EscapeDataString(password)}@/{database.Name}?host={database.Sockets}";

    [Fact]
    public async Task Nobody_listens_there()
    {
        var database = await server.DatabaseAsync("/run/nobody-is-here");
        Assert.Equal("store.unreachable", Refused(database.Address).Code);
        Assert.Equal("store.unreachable", Refused($"postgres://gantry:{Uri.EscapeDataString(OwnPostgres.Password)}@127.0.0.1:1/gantry").Code);
        Assert.Equal("store.unreachable", Refused($"postgres://gantry:{Uri.EscapeDataString(OwnPostgres.Password)}@127.0.0.1:1,127.0.0.1:2/gantry").Code);
    }

    [Fact]
    public async Task The_password_is_wrong_or_missing()
    {
        var database = await server.DatabaseAsync();
        Assert.Equal("store.wrong-password", Refused(As(OwnPostgres.User, "another", database)).Code);
        Assert.Equal("store.wrong-password", Refused($"postgres://gantry@/{database.Name}?host={database.Sockets}").Code);
    }

    [Fact]
    public async Task The_database_is_not_there()
    {
        var database = await server.DatabaseAsync();
        var problem = Refused((database with { Name = "nowhere" }).Address);
        Assert.Equal("store.no-database", problem.Code);
        Assert.Contains("CREATE DATABASE nowhere", problem.Help);
    }

    [Fact]
    public async Task The_user_may_make_no_tables_or_not_use_those_that_are_there()
    {
        var database = await server.DatabaseAsync();
        await database.SqlAsync($"CREATE ROLE poor_{database.Name} LOGIN PASSWORD 'poor'");
        var problem = Refused(As($"poor_{database.Name}", "poor", database));
        Assert.Equal("store.no-permission", problem.Code);
        Assert.Contains($"ALTER DATABASE {database.Name} OWNER TO poor_{database.Name}", problem.Help);
        await using (await _home.LeadAsync(database.Address))
        {
        }
        Assert.Equal("store.no-permission", Refused(As($"poor_{database.Name}", "poor", database)).Code);
    }

    [Fact]
    public async Task A_schema_of_somebody_else_is_left_alone()
    {
        var database = await server.DatabaseAsync();
        await database.SqlAsync("CREATE SCHEMA gantry; CREATE TABLE gantry.mine (x integer)");
        Assert.Equal("store.unreadable", Refused(database.Address).Code);
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM gantry.mine"));
    }

    [Fact]
    public async Task A_database_that_cannot_hold_every_text_is_refused()
    {
        await server.SqlAsync("postgres", "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0");
        Assert.Equal("store.wrong-encoding", Refused(new TestDatabase(server, "latin", server.Sockets).Address).Code);
    }

    [Fact]
    public async Task What_the_server_says_of_durability_is_overruled_for_the_platforms_commits()
    {
        var database = await server.DatabaseAsync();
        Assert.Equal("off", await database.ScalarAsync<string>("SELECT current_setting('synchronous_commit')"));
        await database.SqlAsync($"ALTER DATABASE {database.Name} SET default_transaction_read_only = on");
        await using var store = await _home.LeadAsync(database.Address);
        await store.CommitAsync(new Control.Transaction("test", new Control.Remark(new Key("App", "production", "shop"), "said")), default);
        // The server has flushed at least as far as it has written: nothing that was acknowledged waits in its memory.
        Assert.True(await database.ScalarAsync<bool>("SELECT pg_current_wal_flush_lsn() >= pg_current_wal_insert_lsn() OR pg_current_wal_flush_lsn() = pg_current_wal_lsn()"));
        Assert.Equal(1, store.Current.Revision);
    }

    [Fact]
    public async Task A_home_does_not_change_its_store_by_an_oversight()
    {
        var (one, other) = (await server.DatabaseAsync(), await server.DatabaseAsync());
        await using (await _home.LeadAsync(one.Address))
        {
        }
        Assert.Equal("store.other", Refused(other.Address).Code);
        Assert.Equal("store.other", Refused("sqlite").Code);
        using var file = new TestHome();
        await using (file.Open("sqlite").Store)
        {
        }
        Assert.Equal("store.other", file.Open(one.Address).Problem?.Code);
    }

    [Fact]
    public async Task A_note_of_the_store_that_a_crash_cut_off_keeps_no_platform_from_its_database()
    {
        var database = await server.DatabaseAsync();
        await using (await _home.LeadAsync(database.Address))
        {
        }
        var note = Path.Combine(_home.Store, "elsewhere");
        var (said, written) = (File.ReadAllText(note), File.GetLastWriteTimeUtc(note));
        await using (await _home.LeadAsync(database.Address))
        {
        }
        // What is right is not written again, so that no crash can come in between.
        Assert.Equal(written, File.GetLastWriteTimeUtc(note));
        File.WriteAllText(note, "");
        Assert.Equal("store.other", Refused("sqlite").Code);
        await using (await _home.LeadAsync(database.Address))
        {
        }
        Assert.Equal(said, File.ReadAllText(note));
    }
}
