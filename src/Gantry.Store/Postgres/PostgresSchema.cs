using Gantry.Resources;
using Npgsql;

namespace Gantry.Store.Postgres;

/// <summary>The tables, in a PostgreSQL schema of their own named <c>gantry</c>, so that the database may hold other things.</summary>
internal static class PostgresSchema
{
    /// <summary>Raised by <c>gantry.fence</c>: another process leads, or this session has been replaced by a newer one.</summary>
    public const string Fenced = "GN001";

    /// <summary>"GNTR": of several processes that start at once, one makes or upgrades the tables.</summary>
    private const long Turn = 0x474E5452;

    /// <summary>What leads from each version to the next. A version that was released is never changed.</summary>
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE gantry.resources (
            kind text NOT NULL, scope text NOT NULL, name text NOT NULL,
            version bigint NOT NULL, generation bigint NOT NULL,
            spec text NOT NULL, status text,
            PRIMARY KEY (kind, scope, name));
        CREATE TABLE gantry.events (
            sequence bigint PRIMARY KEY, at text NOT NULL, actor text NOT NULL, type text NOT NULL,
            kind text NOT NULL, scope text NOT NULL, name text NOT NULL,
            because text NOT NULL, content_hash text NOT NULL, hash text NOT NULL);
        CREATE TABLE gantry.facts (name text PRIMARY KEY, value text NOT NULL);
        """,
        // Several processes: who leads, and the end of every transaction of who no longer does.
        """
        CREATE TABLE gantry.lease (
            singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
            epoch bigint NOT NULL, session bigint NOT NULL, renewal bigint NOT NULL, holder text NOT NULL, name text NOT NULL);
        INSERT INTO gantry.lease (epoch, session, renewal, holder, name) VALUES (0, 0, 0, '', '');
        CREATE INDEX resources_version ON gantry.resources (version);
        CREATE FUNCTION gantry.fence(my_epoch bigint, my_session bigint) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM 1 FROM gantry.lease WHERE epoch = my_epoch AND session = my_session FOR SHARE;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'fenced' USING ERRCODE = 'GN001';
            END IF;
        END $$;
        """,
    ];

    public static int Version => Steps.Length;

    /// <summary>Makes the tables in a database without, and brings those of an older version up to date. Null when the store can be used.</summary>
    /// <param name="until">For a test of an upgrade: the version to stop at.</param>
    /// <exception cref="NpgsqlException">See <see cref="PostgresProblems"/>.</exception>
    public static Problem? Prepare(NpgsqlConnection connection, string place, int? until = null)
    {
        if (Found(connection) is { } now && now >= (until ?? Version)) return Judge(now, place);
        using var transaction = connection.BeginTransaction();
        Run(connection, $"SELECT pg_advisory_xact_lock({Turn})");
        // Somebody may have been faster.
        var found = Found(connection);
        if (found is null && Scalar<bool>(connection, "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'gantry')"))
            return PostgresProblems.Foreign(place);
        if (found is null) Run(connection, "CREATE SCHEMA gantry; CREATE TABLE gantry.schema (version integer NOT NULL); INSERT INTO gantry.schema VALUES (0)");
        var target = until ?? Version;
        if (found > Version) return Judge(found.Value, place);
        foreach (var step in Steps.Take(target).Skip(found ?? 0)) Run(connection, step);
        Run(connection, $"UPDATE gantry.schema SET version = {target}");
        transaction.Commit();
        return null;
    }

    /// <summary>Null for the version that is known here.</summary>
    public static Problem? Judge(int found, string place) => found > Version ? PostgresProblems.Newer(place, found, Version) : null;

    /// <summary>The version of the tables; null when there are none.</summary>
    public static int? Found(NpgsqlConnection connection) =>
        Scalar<bool>(connection, "SELECT to_regclass('gantry.schema') IS NOT NULL") ? Scalar<int>(connection, "SELECT version FROM gantry.schema") : null;

    private static void Run(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private static T Scalar<T>(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        return (T)command.ExecuteScalar()!;
    }
}
