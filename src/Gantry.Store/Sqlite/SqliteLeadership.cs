using Gantry.Control;

namespace Gantry.Store.Sqlite;

/// <summary>Whoever has the store's lock leads. The fence counts the starts, so that effects are marked as with any other store.</summary>
internal sealed class SqliteLeadership : ILeadership
{
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The fence cannot be raised.</exception>
    public SqliteLeadership(Database database)
    {
        database.Run("UPDATE lease SET epoch = epoch + 1");
        Fence = database.Scalar<long>("SELECT epoch FROM lease");
    }

    public long Fence { get; }
    public bool Holds => true;
    public string? Other => null;

    public ValueTask<CancellationToken> LeadAsync(CancellationToken cancel) => new(CancellationToken.None);

    public ValueTask ResignAsync() => ValueTask.CompletedTask;
}
