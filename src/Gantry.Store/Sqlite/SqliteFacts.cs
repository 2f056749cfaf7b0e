using Microsoft.Data.Sqlite;

namespace Gantry.Store.Sqlite;

internal sealed class SqliteFacts(string path) : PlatformFacts
{
    public override string? Get(string name) => With(d => d.Scalar<string>("SELECT value FROM facts WHERE name = $1", name));

    public override IReadOnlyDictionary<string, string> All() =>
        new SortedDictionary<string, string>(With(d => d.Rows("SELECT name, value FROM facts", r => (Name: r.GetString(0), Value: r.GetString(1)))).ToDictionary(f => f.Name, f => f.Value), StringComparer.Ordinal);

    public override void Set(string name, string value) => Run("INSERT INTO facts (name, value) VALUES ($1, $2) ON CONFLICT DO UPDATE SET value = $2", name, value);

    protected override void Add(string name, string value) => Run("INSERT INTO facts (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING", name, value);

    private void Run(string sql, string name, string value) => With(d =>
    {
        d.Run(sql, name, value);
        return true;
    });

    private T With<T>(Func<Database, T> work)
    {
        try
        {
            using var database = new Database(path);
            return work(database);
        }
        catch (SqliteException failure)
        {
            throw SqliteProblems.Unavailable(path, failure);
        }
    }
}
