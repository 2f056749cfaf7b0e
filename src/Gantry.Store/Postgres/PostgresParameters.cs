using System.Globalization;
using Npgsql;

namespace Gantry.Store.Postgres;

/// <summary>The parameters of an address, by the names that PostgreSQL's own programs give them.</summary>
internal static class PostgresParameters
{
    private static readonly SortedDictionary<string, Action<NpgsqlConnectionStringBuilder, string>> All = new(StringComparer.Ordinal)
    {
        ["host"] = static (s, v) => s.Host = v,
        ["port"] = static (s, v) => s.Port = int.Parse(v, NumberStyles.None, CultureInfo.InvariantCulture),
        ["user"] = static (s, v) => s.Username = v,
        ["password"] = static (s, v) => s.Password = v,
        ["dbname"] = static (s, v) => s.Database = v,
        ["passfile"] = static (s, v) => s.Passfile = v,
        ["connect_timeout"] = static (s, v) => s.Timeout = int.Parse(v, NumberStyles.None, CultureInfo.InvariantCulture),
        ["sslmode"] = static (s, v) => s.SslMode = Ssl(v),
        ["sslrootcert"] = static (s, v) => s.RootCertificate = v,
        ["sslcert"] = static (s, v) => s.SslCertificate = v,
        ["sslkey"] = static (s, v) => s.SslKey = v,
    };

    public static string Known => string.Join(", ", All.Keys);

    /// <summary>False for a parameter that is not known.</summary>
    /// <exception cref="FormatException">Its value is none.</exception>
    public static bool Set(NpgsqlConnectionStringBuilder settings, string name, string value)
    {
        if (!All.TryGetValue(name, out var set)) return false;
        set(settings, value);
        return true;
    }

    private static SslMode Ssl(string value) => value switch
    {
        "disable" => SslMode.Disable,
        "allow" => SslMode.Allow,
        "prefer" => SslMode.Prefer,
        "require" => SslMode.Require,
        "verify-ca" => SslMode.VerifyCA,
        "verify-full" => SslMode.VerifyFull,
        _ => throw new FormatException(),
    };
}
