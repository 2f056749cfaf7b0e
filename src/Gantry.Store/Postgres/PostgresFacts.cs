using Npgsql;

namespace Gantry.Store.Postgres;

internal sealed class PostgresFacts(PostgresServer server) : PlatformFacts
{
    public override string? Get(string name) => server.Read(c =>
    {
        using var command = Command(c, "SELECT value FROM gantry.facts WHERE name = $1", name);
        return command.ExecuteScalar() as string;
    });

    public override IReadOnlyDictionary<string, string> All() => server.Read(c =>
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        using var command = Command(c, "SELECT name, value FROM gantry.facts");
        using var rows = command.ExecuteReader();
        while (rows.Read()) all[rows.GetString(0)] = rows.GetString(1);
        return all;
    });

    public override void Set(string name, string value) =>
        Run("INSERT INTO gantry.facts (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value);

    protected override void Add(string name, string value) =>
        Run("INSERT INTO gantry.facts (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING", name, value);

    /// <summary>Rare, and as durable as a commit: in a session that is set up for that.</summary>
    private void Run(string sql, string name, string value)
    {
        try
        {
            using var connection = server.Open();
            using var command = Command(connection, sql, name, value);
            command.ExecuteNonQuery();
        }
        catch (Exception failure) when (PostgresProblems.Of(server.Place, server.Address, failure) is not null)
        {
            throw server.Unavailable(failure);
        }
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params ReadOnlySpan<string> values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        return command;
    }
}
