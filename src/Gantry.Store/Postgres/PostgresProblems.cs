using System.IO;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Gantry.Control;
using Gantry.Resources;
using Npgsql;

namespace Gantry.Store.Postgres;

/// <summary>What can be wrong with a database, in words that help and hold no password.</summary>
internal static class PostgresProblems
{
    public const int OldestServer = 130000;

    public static Problem Newer(string place, int found, int known) => new(place, "store.newer",
        $"The store was written by a newer gantryd: its schema is {found}, this one knows {known}.",
        "Run the newer gantryd, or restore the backup made before the store was upgraded into another database.");

    public static Problem Foreign(string place) => new(place, "store.unreadable",
        "The database has a schema named gantry that is not a store of Gantry.", "Rename that schema, or name another database in GANTRY_STORE.");

    public static Problem TooOld(string place, string version) => new(place, "store.too-old",
        $"The server is PostgreSQL {version}; {OldestServer / 10000} or newer is needed.", "Upgrade the server, or name another in GANTRY_STORE.");

    public static Problem Encoding(string place, string encoding) => new(place, "store.wrong-encoding",
        $"The database's encoding is {encoding}; it cannot hold every text.", "Make one that can: CREATE DATABASE gantry ENCODING 'UTF8' TEMPLATE template0.");

    public static Problem NotDurable(string place) => new(place, "store.not-durable",
        "The server runs with fsync=off: what it has acknowledged does not survive the loss of power.", "Set fsync = on in postgresql.conf and reload the server.");

    public static Problem Standby(string place) => new(place, "store.read-only",
        "This server is a standby and takes no writes.", "Name the primary in GANTRY_STORE, or both: postgres://user@first:5432,second:5432/database.");

    /// <summary>Null for what is a bug.</summary>
    public static Problem? Of(string place, PostgresAddress address, Exception failure) => failure switch
    {
        PostgresRefusedException refused => refused.Problem,
        PostgresException e => Said(place, address, e),
        NpgsqlException { InnerException: AuthenticationException } e => new(place, "store.untrusted",
            $"The connection to the database could not be secured: {e.InnerException!.Message}",
            "Name the certificate of the server's authority with ?sslrootcert=FILE; see ?sslmode= in the guide for less."),
        NpgsqlException e when e.Message.Contains("password", StringComparison.OrdinalIgnoreCase) => Password(place, address),
        // The driver says so of a session that broke under its hands.
        NpgsqlException or SocketException or TimeoutException or IOException or ObjectDisposedException => new(place, "store.unreachable",
            $"PostgreSQL does not answer at {place}: {Cause(failure)}",
            "See that the server runs and that host and port are right: psql with the same address. What runs keeps running meanwhile."),
        JsonException or KeyNotFoundException or FormatException => new(place, "store.unreadable",
            $"The store cannot be read: {failure.Message}", "Keep a dump of the database (pg_dump), then restore a backup. Containers and the edge go on meanwhile."),
        _ => null,
    };

    public static StoreUnavailableException Unavailable(string place, PostgresAddress address, Exception failure) =>
        Of(place, address, failure) is { } problem ? new StoreUnavailableException($"{problem.Message} {problem.Help}", failure)
            : new StoreUnavailableException($"The store {place} cannot be used: {failure.Message}", failure);

    /// <summary>True when the server itself says that it has undone the transaction; otherwise it may have been committed.</summary>
    public static bool IsUndone(Exception failure) =>
        failure is PostgresException { InvariantSeverity: "ERROR" } said && !said.SqlState.StartsWith("57P", StringComparison.Ordinal) && !said.SqlState.StartsWith("08", StringComparison.Ordinal);

    private static Problem Said(string place, PostgresAddress address, PostgresException e) => e.SqlState switch
    {
        "28P01" or "28000" => Password(place, address) with { Message = $"The server does not let {address.User} in: {e.MessageText}." },
        "3D000" => new(place, "store.no-database", $"There is no database {address.Database} on the server.",
            $"Make it, owned by the platform's user: CREATE DATABASE {address.Database} OWNER {address.User}."),
        "42501" => new(place, "store.no-permission", $"{address.User} may not do that in the database: {e.MessageText}.",
            $"Make it the owner of a database of its own: ALTER DATABASE {address.Database} OWNER TO {address.User}."),
        "53100" => new(place, "store.unavailable", "No space is left on the disk of the database.",
            "Free some space there; nothing that was acknowledged is lost, and work goes on by itself."),
        "53300" => new(place, "store.unavailable", "The server has no connection left.", "Raise max_connections, or end other programs; a gantryd needs about 10."),
        "25006" => Standby(place),
        "57P03" => new(place, "store.unreachable", $"PostgreSQL at {place} is starting or stopping: {e.MessageText}.", "Nothing to do if it was started just now; it is tried again."),
        _ => new(place, "store.unavailable", $"PostgreSQL refuses: {e.MessageText} ({e.SqlState}).", "See the server's log for what it was asked."),
    };

    private static Problem Password(string place, PostgresAddress address) => new(place, "store.wrong-password",
        $"The server does not let {address.User} in without the right password.",
        "Put it into GANTRY_STORE, into the file that GANTRY_STORE_FILE names, or into PGPASSFILE.");

    private static string Cause(Exception failure)
    {
        while (failure.InnerException is { } inner) failure = inner;
        return failure is TimeoutException ? "no answer in time." : failure.Message.TrimEnd('.') + ".";
    }
}

/// <summary>The database answers and cannot be used.</summary>
internal sealed class PostgresRefusedException(Problem problem) : Exception(problem.ToString())
{
    public Problem Problem { get; } = problem;
}
