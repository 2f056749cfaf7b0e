using Gantry.Resources;

namespace Gantry.Store.Sqlite;

/// <summary>The tables. The schema's version is the database's <c>user_version</c>; its <c>application_id</c> says whose it is.</summary>
internal static class SqliteSchema
{
    /// <summary>"GNTR".</summary>
    private const long Application = 0x474E5452;

    /// <summary>What leads from each version to the next. A version that was released is never changed.</summary>
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE resources (
            kind TEXT NOT NULL, scope TEXT NOT NULL, name TEXT NOT NULL,
            version INTEGER NOT NULL, generation INTEGER NOT NULL,
            spec TEXT NOT NULL, status TEXT,
            PRIMARY KEY (kind, scope, name));
        CREATE TABLE events (
            sequence INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, type TEXT NOT NULL,
            kind TEXT NOT NULL, scope TEXT NOT NULL, name TEXT NOT NULL,
            because TEXT NOT NULL, content_hash TEXT NOT NULL, hash TEXT NOT NULL);
        CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
        """,
        // From here on every start has a number that what it does carries.
        """
        CREATE TABLE lease (only INTEGER PRIMARY KEY CHECK (only = 1), epoch INTEGER NOT NULL);
        INSERT INTO lease (only, epoch) VALUES (1, 0);
        """,
        // The last event that was cut off: what the first that is there follows.
        """
        CREATE TABLE base (only INTEGER PRIMARY KEY CHECK (only = 1), sequence INTEGER NOT NULL, hash TEXT NOT NULL, at TEXT NOT NULL);
        INSERT INTO base (only, sequence, hash, at) VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000', '');
        """,
    ];

    public static long Version => Steps.Length;

    /// <summary>Makes the tables in a new database and brings those of an older version up to date. Null when the store can be used.</summary>
    public static Problem? Prepare(Database database)
    {
        var found = database.Scalar<long>("PRAGMA user_version");
        var owner = database.Scalar<long>("PRAGMA application_id");
        if (owner != Application && (owner != 0 || found != 0 || database.Scalar<long>("SELECT count(*) FROM sqlite_master") > 0))
            return SqliteProblems.Foreign(database.Path);
        if (found > Version) return SqliteProblems.Newer(database.Path, found, Version);
        if (found < Version) Upgrade(database, found);
        return null;
    }

    /// <summary>All or nothing: a crash in here leaves the database as it was, and it is done anew.</summary>
    private static void Upgrade(Database database, long found)
    {
        try
        {
            database.Run($"""
                BEGIN IMMEDIATE;
                {string.Concat(Steps.Skip((int)found))}
                PRAGMA application_id = {Application};
                PRAGMA user_version = {Version};
                COMMIT;
                """);
        }
        catch
        {
            database.RollBack();
            throw;
        }
    }
}
