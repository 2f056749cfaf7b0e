using Gantry.Control;
using Npgsql;

namespace Gantry.Store.Postgres;

/// <summary>Sessions on the database, each looked at and set up before its first use.</summary>
internal sealed class PostgresServer : IDisposable
{
    private readonly NpgsqlDataSource _sessions, _pool;

    /// <param name="member">Tells this process's sessions from those of others in the server's list.</param>
    public PostgresServer(PostgresAddress address, string member)
    {
        (Address, Program) = (address, ProgramOf(member));
        (_sessions, _pool) = (address.Source(Program, pooled: false), address.Source(Program, pooled: true));
    }

    public PostgresAddress Address { get; }
    public string Place => Address.Place;
    public string Program { get; }

    /// <summary>Of the last session that was opened: <c>15.8</c>.</summary>
    public string Version { get; private set; } = "";

    public static string ProgramOf(string member) => $"gantryd {member}";

    /// <summary>A session of its own for writing.</summary>
    /// <exception cref="NpgsqlException">It cannot be reached.</exception>
    /// <exception cref="PostgresRefusedException">It can, and cannot be used.</exception>
    public NpgsqlConnection Open()
    {
        var connection = _sessions.OpenConnection();
        try
        {
            SetUp(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Reads with a session that many share in turn.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be read.</exception>
    public T Read<T>(Func<NpgsqlConnection, T> query)
    {
        for (var again = true; ; again = false)
        {
            try
            {
                using var connection = _pool.OpenConnection();
                return query(connection);
            }
            catch (Exception failure) when (PostgresProblems.Of(Place, Address, failure) is not null)
            {
                Broken(failure, again);
            }
        }
    }

    /// <inheritdoc cref="Read{T}(Func{NpgsqlConnection, T})"/>
    public async Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> query, CancellationToken cancel)
    {
        for (var again = true; ; again = false)
        {
            try
            {
                await using var connection = await _pool.OpenConnectionAsync(cancel);
                return await query(connection);
            }
            catch (Exception failure) when (failure is not OperationCanceledException && PostgresProblems.Of(Place, Address, failure) is not null)
            {
                Broken(failure, again);
            }
        }
    }

    /// <summary>Sessions that were kept for use may all have broken while nobody used them: that says nothing of now.</summary>
    private void Broken(Exception failure, bool again)
    {
        _pool.Clear();
        if (!again || failure is PostgresException { InvariantSeverity: "ERROR" }) throw Unavailable(failure);
    }

    public StoreUnavailableException Unavailable(Exception failure) => PostgresProblems.Unavailable(Place, Address, failure);

    public void Dispose()
    {
        _sessions.Dispose();
        _pool.Dispose();
    }

    private void SetUp(NpgsqlConnection connection)
    {
        using var look = new NpgsqlCommand("""
            SELECT current_setting('server_version_num')::integer, current_setting('server_version'), pg_is_in_recovery(),
                current_setting('server_encoding'), current_setting('fsync'), current_setting('synchronous_commit')
            """, connection);
        string durability;
        using (var row = look.ExecuteReader())
        {
            row.Read();
            Version = row.GetString(1).Split(' ')[0];
            if (row.GetInt32(0) < PostgresProblems.OldestServer) throw new PostgresRefusedException(PostgresProblems.TooOld(Place, Version));
            if (row.GetBoolean(2)) throw new PostgresRefusedException(PostgresProblems.Standby(Place));
            if (row.GetString(3) != "UTF8") throw new PostgresRefusedException(PostgresProblems.Encoding(Place, row.GetString(3)));
            if (row.GetString(4) != "on") throw new PostgresRefusedException(PostgresProblems.NotDurable(Place));
            durability = row.GetString(5);
        }
        // Whatever the server or the role is set to: a commit is on the disk, and on synchronous standbys, before it is acknowledged.
        // remote_apply says more than that and is left.
        if (durability is not ("on" or "remote_apply")) durability = "on";
        using var set = new NpgsqlCommand($"""
            SET synchronous_commit = {durability}; SET default_transaction_isolation = 'read committed'; SET default_transaction_read_only = off;
            SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET search_path = pg_catalog
            """, connection);
        set.ExecuteNonQuery();
    }
}
