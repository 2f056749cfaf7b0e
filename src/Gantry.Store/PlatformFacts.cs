namespace Gantry.Store;

/// <summary>The few things that a platform decides once and keeps: its id, its block of addresses.</summary>
/// <exception cref="Control.StoreUnavailableException">From writing, as in <see cref="Control.IResourceStore.CommitAsync"/>.</exception>
public sealed class PlatformFacts
{
    private readonly string _path;

    internal PlatformFacts(string path) => _path = path;

    /// <summary>Null when it was never set.</summary>
    public string? Get(string name) => With(d => d.Scalar<string>("SELECT value FROM facts WHERE name = $1", name));

    public void Set(string name, string value) => With(d =>
    {
        d.Run("INSERT INTO facts (name, value) VALUES ($1, $2) ON CONFLICT DO UPDATE SET value = $2", name, value);
        return true;
    });

    /// <summary>The value that is kept; the given one when there was none, which then is.</summary>
    public string GetOrAdd(string name, Func<string> first)
    {
        if (Get(name) is { } known) return known;
        Set(name, first());
        return Get(name)!;
    }

    private T With<T>(Func<Database, T> work)
    {
        try
        {
            using var database = new Database(_path);
            return work(database);
        }
        catch (Microsoft.Data.Sqlite.SqliteException failure)
        {
            throw StoreProblems.Unavailable(_path, failure);
        }
    }
}
