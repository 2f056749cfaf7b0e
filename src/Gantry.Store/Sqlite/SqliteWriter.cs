using Gantry.Control;
using Gantry.Control.Decisions;
using Microsoft.Data.Sqlite;

namespace Gantry.Store.Sqlite;

/// <summary>
/// Nobody else writes while this process has the store's lock, so there is nothing of others to catch up with. A commit whose
/// flush has failed is another matter: this connection takes it for undone, while the log has all of it, and the next to open the
/// file would find it there. So something else is written over it before anything is said of it.
/// </summary>
internal sealed class SqliteWriter(Database database) : IGroupWriter
{
    private bool _doubt;

    public Published? CatchUp(Published state)
    {
        if (!_doubt) return null;
        // A row that stays as it is would not be written; this one goes there and back.
        Transact(() =>
        {
            database.Run("UPDATE lease SET epoch = epoch + 1");
            database.Run("UPDATE lease SET epoch = epoch - 1");
        });
        _doubt = false;
        return null;
    }

    public void Write(IReadOnlyList<TransitionOutcome> group) => Transact(() =>
    {
        foreach (var outcome in group) SqliteRows.Write(database, outcome);
    });

    private void Transact(Action changes)
    {
        var committing = false;
        try
        {
            database.Run("BEGIN IMMEDIATE");
            changes();
            committing = true;
            database.Run("COMMIT");
        }
        catch (Exception failure) when (failure is SqliteException or InvalidOperationException)
        {
            database.RollBack();
            var unavailable = SqliteProblems.Unavailable(database.Path, failure);
            if (!committing || !SqliteProblems.IsInDoubt(failure)) throw unavailable;
            _doubt = true;
            throw new CommitUncertainException(unavailable.Message, failure);
        }
        catch
        {
            database.RollBack();
            throw;
        }
    }
}
