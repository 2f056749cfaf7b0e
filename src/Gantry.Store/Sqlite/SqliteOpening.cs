using Gantry.Resources;

namespace Gantry.Store.Sqlite;

internal static class SqliteOpening
{
    public const string File = "gantry.db";

    public static StoreOpening Open(string directory, TimeProvider time)
    {
        StoreLock? held = null;
        Database? database = null;
        try
        {
            SystemSqlite.Use();
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            held = StoreLock.Take(directory, out var owner);
            if (held is null) return new StoreOpening(null, SqliteProblems.InUse(directory, owner));
            if (StoreHome.Moved(directory) is { } elsewhere) return Refused(elsewhere);
            database = new Database(Path.Combine(directory, File));
            if (SqliteSchema.Prepare(database) is { } refused) return Refused(refused);
            return new StoreOpening(new SqliteStore(database, held, time), null);
        }
        catch (Exception failure) when (SqliteProblems.Opening(directory, failure) is { } problem)
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
