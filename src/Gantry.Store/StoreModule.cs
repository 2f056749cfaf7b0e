using Gantry.Resources;

namespace Gantry.Store;

/// <summary>The door of the module.</summary>
public static class StoreModule
{
    /// <summary>
    /// Opens the store in a directory, making both where they are missing, and loads it. One process at a time: a second
    /// one is refused. The problems: <c>store.in-use</c>, <c>store.newer</c>, <c>store.unreadable</c>, <c>store.unavailable</c>.
    /// </summary>
    /// <param name="directory">Absolute, such as <c>$GANTRY_HOME/store</c>. Made for its owner alone.</param>
    public static StoreOpening Open(string directory, TimeProvider time)
    {
        StoreLock? held = null;
        Database? database = null;
        try
        {
            SystemSqlite.Use();
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            held = StoreLock.Take(directory, out var owner);
            if (held is null) return new StoreOpening(null, StoreProblems.InUse(directory, owner));
            database = new Database(Path.Combine(directory, "gantry.db"));
            if (Schema.Prepare(database) is { } refused) return Refused(refused);
            return new StoreOpening(new SqliteStore(database, held, time), null);
        }
        catch (Exception failure) when (StoreProblems.Opening(directory, failure) is { } problem)
        {
            return Refused(problem);
        }

        StoreOpening Refused(Problem problem)
        {
            database?.Dispose();
            held?.Dispose();
            return new StoreOpening(null, problem);
        }
    }
}

/// <summary>Exactly one of both is set.</summary>
public readonly record struct StoreOpening(SqliteStore? Store, Problem? Problem);
