using Gantry.Resources;

namespace Gantry.Store;

/// <summary>The tables. The schema's version is the database's <c>user_version</c>; its <c>application_id</c> says whose it is.</summary>
internal static class Schema
{
    public const long Version = 1;

    /// <summary>"GNTR".</summary>
    private const long Application = 0x474E5452;

    /// <summary>Makes the tables in a new database. Null when the store can be used.</summary>
    public static Problem? Prepare(Database database)
    {
        var found = database.Scalar<long>("PRAGMA user_version");
        var owner = database.Scalar<long>("PRAGMA application_id");
        if (owner != Application)
        {
            if (owner != 0 || found != 0 || database.Scalar<long>("SELECT count(*) FROM sqlite_master") > 0) return StoreProblems.Foreign(database.Path);
            Create(database);
            return null;
        }
        return found > Version ? StoreProblems.Newer(database.Path, found, Version) : null;
    }

    private static void Create(Database database)
    {
        // All or nothing: a crash in here leaves an empty database, which is made anew.
        database.Run($"""
            BEGIN IMMEDIATE;
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
            PRAGMA application_id = {Application};
            PRAGMA user_version = {Version};
            COMMIT;
            """);
    }
}
