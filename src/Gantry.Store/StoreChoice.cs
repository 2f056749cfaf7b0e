using Gantry.Resources;
using Gantry.Store.Postgres;

namespace Gantry.Store;

/// <summary>Which store a platform uses, from <c>GANTRY_STORE</c> or the file that <c>GANTRY_STORE_FILE</c> names.</summary>
/// <remarks>The address may hold a password: it is in no message, no log and no process's arguments.</remarks>
public sealed class StoreChoice
{
    private StoreChoice(PostgresAddress? postgres) => Postgres = postgres;

    /// <summary>The database file in the platform's home.</summary>
    public static StoreChoice Sqlite { get; } = new(null);

    /// <summary>True for a store that several control planes may have open.</summary>
    public bool Shared => Postgres is not null;

    internal PostgresAddress? Postgres { get; }

    /// <summary>The problems: <c>store.bad-address</c>, <c>store.unavailable</c> for a file that cannot be read.</summary>
    public static (StoreChoice? Choice, Problem? Problem) From(Func<string, string?> environment)
    {
        if (environment("GANTRY_STORE") is { Length: > 0 } text) return Parse("GANTRY_STORE", text.Trim());
        if (environment("GANTRY_STORE_FILE") is not { Length: > 0 } file) return (Sqlite, null);
        try
        {
            return Parse(file, File.ReadAllText(file).Trim());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, new Problem(file, "store.unavailable", "The file that GANTRY_STORE_FILE names cannot be read.",
                "Put the store's address into it, readable by the platform's user alone: chmod 600."));
        }
    }

    private static (StoreChoice?, Problem?) Parse(string place, string text)
    {
        if (text == "sqlite") return (Sqlite, null);
        var (address, problem) = PostgresAddress.Parse(place, text);
        return (address is null ? null : new StoreChoice(address), problem);
    }
}
