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
        // A commit is one call: each further statement of a message costs the server about as much as the rows do. The fence is
        // looked at last, when all the rest is there.
        """
        CREATE FUNCTION gantry.commit(my_epoch bigint, my_session bigint, channel text,
            e_sequence bigint[], e_at text[], e_actor text[], e_type text[], e_kind text[], e_scope text[], e_name text[],
            e_because text[], e_content_hash text[], e_hash text[],
            r_kind text[], r_scope text[], r_name text[], r_version bigint[], r_generation bigint[], r_spec text[], r_status text[],
            d_kind text[], d_scope text[], d_name text[]) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO gantry.events (sequence, at, actor, type, kind, scope, name, because, content_hash, hash)
            SELECT * FROM unnest(e_sequence, e_at, e_actor, e_type, e_kind, e_scope, e_name, e_because, e_content_hash, e_hash);
            IF cardinality(r_kind) > 0 THEN
                INSERT INTO gantry.resources (kind, scope, name, version, generation, spec, status)
                SELECT * FROM unnest(r_kind, r_scope, r_name, r_version, r_generation, r_spec, r_status)
                ON CONFLICT (kind, scope, name) DO UPDATE
                SET version = excluded.version, generation = excluded.generation, spec = excluded.spec, status = excluded.status;
            END IF;
            IF cardinality(d_kind) > 0 THEN
                DELETE FROM gantry.resources r USING unnest(d_kind, d_scope, d_name) AS gone (kind, scope, name)
                WHERE r.kind = gone.kind AND r.scope = gone.scope AND r.name = gone.name;
            END IF;
            PERFORM pg_notify(channel, e_sequence[cardinality(e_sequence)]::text);
            PERFORM gantry.fence(my_epoch, my_session);
        END $$;
        """,
        // The last event that was cut off: what the first that is there follows. A cut is part of a commit.
        """
        CREATE TABLE gantry.base (
            singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton), sequence bigint NOT NULL, hash text NOT NULL, at text NOT NULL);
        INSERT INTO gantry.base (sequence, hash, at) VALUES (0, repeat('0', 64), '');
        CREATE FUNCTION gantry.cut(last bigint, last_hash text, last_at text) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE gantry.base SET sequence = last, hash = last_hash, at = last_at;
            DELETE FROM gantry.events WHERE sequence <= last;
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
