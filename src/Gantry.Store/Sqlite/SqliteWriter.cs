using Gantry.Control;
using Gantry.Control.Decisions;
using Microsoft.Data.Sqlite;

namespace Gantry.Store.Sqlite;

/// <summary>Nobody else writes while this process has the store's lock, so there is never anything to catch up with.</summary>
internal sealed class SqliteWriter(Database database) : IGroupWriter
{
    public Published? CatchUp(Published state) => null;

    public void Write(IReadOnlyList<TransitionOutcome> group)
    {
        try
        {
            database.Run("BEGIN IMMEDIATE");
            foreach (var outcome in group) SqliteRows.Write(database, outcome);
            database.Run("COMMIT");
        }
        catch (Exception failure) when (failure is SqliteException or InvalidOperationException)
        {
            database.RollBack();
            throw SqliteProblems.Unavailable(database.Path, failure);
        }
        catch
        {
            database.RollBack();
            throw;
        }
    }
}
