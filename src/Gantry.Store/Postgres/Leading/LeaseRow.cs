using Npgsql;

namespace Gantry.Store.Postgres.Leading;

/// <summary>The one row that says who leads.</summary>
/// <param name="Epoch">The fence: one more at each change of hands.</param>
/// <param name="Renewal">Changes whenever the leader has renewed its lease.</param>
/// <param name="Holder">The member that leads; empty when it has resigned.</param>
/// <param name="Name">The same for people.</param>
/// <param name="Revision">The newest event of the store.</param>
internal sealed record LeaseRow(long Epoch, long Renewal, string Holder, string Name, long Revision)
{
    /// <summary>Lock waits end: a predecessor may have been stopped in the midst of a commit.</summary>
    public const int LockPatience = 1000;

    public static LeaseRow Read(NpgsqlConnection session)
    {
        using var command = new NpgsqlCommand("SELECT epoch, renewal, holder, name, (SELECT coalesce(max(sequence), 0) FROM gantry.events) FROM gantry.lease", session);
        using var row = command.ExecuteReader();
        if (!row.Read()) throw new FormatException("The table of the lease is empty.");
        return new LeaseRow(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetInt64(4));
    }

    /// <summary>The new epoch; null when somebody else was faster or the holder lives after all.</summary>
    public long? Take(NpgsqlConnection session, string holder, string name)
    {
        using var command = new NpgsqlCommand("""
            UPDATE gantry.lease SET epoch = epoch + 1, session = 0, renewal = renewal + 1, holder = $1, name = $2
            WHERE epoch = $3 AND renewal = $4 RETURNING epoch
            """, session);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = holder });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Epoch });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Renewal });
        return command.ExecuteScalar() as long?;
    }

    /// <summary>
    /// False when another leads by now. Does not wait for a disk: where a renewal is lost, so are the connections over which it was
    /// seen, and whoever saw it begins to wait anew.
    /// </summary>
    public static bool Renew(NpgsqlConnection session, long epoch) =>
        Update(session, "renewal = renewal + 1", epoch, "AND set_config('synchronous_commit', 'off', true) = 'off'");

    /// <summary>Whoever looks next may take it at once.</summary>
    public static bool Resign(NpgsqlConnection session, long epoch) => Update(session, "renewal = renewal + 1, holder = '', name = ''", epoch);

    /// <summary>
    /// Ends the sessions of a member. It can commit nothing any more, but one that is stopped in the middle of a message would
    /// keep its rows locked until it goes on.
    /// </summary>
    public static void EndSessions(NpgsqlConnection session, string holder)
    {
        using var command = new NpgsqlCommand("""
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND usename = current_user AND application_name = $1 AND pid <> pg_backend_pid()
            """, session);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = PostgresServer.ProgramOf(holder) });
        command.ExecuteNonQuery();
    }

    private static bool Update(NpgsqlConnection session, string what, long epoch, string and = "")
    {
        using var command = new NpgsqlCommand($"UPDATE gantry.lease SET {what} WHERE epoch = $1 {and}", session);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = epoch });
        return command.ExecuteNonQuery() == 1;
    }
}
