using System.Globalization;
using System.Net;
using Gantry.Resources;
using Npgsql;

namespace Gantry.Store.Postgres;

/// <summary>
/// <c>postgres://user:password@host:port/database?sslmode=…</c>, as PostgreSQL's own programs take it, with several hosts
/// separated by commas, or with the directory of a Unix socket as <c>?host=/run/postgresql</c>. What is left out is taken
/// from <c>PGPASSWORD</c>, <c>PGPASSFILE</c> and the like.
/// </summary>
internal sealed class PostgresAddress
{
    private const int DefaultPort = 5432;
    private readonly NpgsqlConnectionStringBuilder _settings;

    private PostgresAddress(NpgsqlConnectionStringBuilder settings) => _settings = settings;

    /// <summary>Without user and password: <c>db.example:5432/gantry</c>.</summary>
    public string Place => $"{string.Join(',', Hosts)}/{_settings.Database}";

    public string Database => _settings.Database!;

    public string User => _settings.Username ?? Environment.UserName;

    private IEnumerable<string> Hosts => _settings.Host!.Split(',').Select(h =>
        IsSocket(h) || h.Contains(':', StringComparison.Ordinal) ? h : string.Create(CultureInfo.InvariantCulture, $"{h}:{_settings.Port}"));

    /// <param name="program">What the server's list of sessions shows.</param>
    /// <param name="pooled">For many short uses; otherwise each connection is a session of its own.</param>
    public NpgsqlDataSource Source(string program, bool pooled)
    {
        var settings = new NpgsqlConnectionStringBuilder(_settings.ConnectionString) { ApplicationName = program, Pooling = pooled, MaxPoolSize = 8 };
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        return settings.Host!.Contains(',', StringComparison.Ordinal)
            ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary)
            : builder.Build();
    }

    /// <param name="place">Where the text is from. The text itself is in no problem: it may hold a password.</param>
    public static (PostgresAddress? Address, Problem? Problem) Parse(string place, string text)
    {
        Problem Bad(string why) => new(place, "store.bad-address", $"The store's address cannot be used: {why}",
            "Write it as postgres://user:password@host:5432/database. Special characters in the password are percent-encoded (@ is %40), or it comes from PGPASSFILE.");

        var start = text.StartsWith("postgres://", StringComparison.Ordinal) ? 11 : text.StartsWith("postgresql://", StringComparison.Ordinal) ? 13 : -1;
        if (start < 0) return (null, Bad("it begins neither with postgres:// nor is it 'sqlite'."));
        var (main, query) = Cut(text[start..], '?');
        var (authority, database) = Cut(main, '/');
        var at = authority.LastIndexOf('@');
        var (user, password) = Cut(at < 0 ? "" : authority[..at], ':');
        var settings = new NpgsqlConnectionStringBuilder
        {
            Timeout = 5, CommandTimeout = 10, CancellationTimeout = 1000,
            HostRecheckSeconds = 0, Pooling = false, IncludeErrorDetail = false, PersistSecurityInfo = false, Enlist = false,
        };
        try
        {
            if (authority[(at + 1)..] is { Length: > 0 } hosts) SetHosts(settings, hosts);
            if (user.Length > 0) settings.Username = Uri.UnescapeDataString(user);
            if (password.Length > 0) settings.Password = Uri.UnescapeDataString(password);
            if (database.Length > 0) settings.Database = Uri.UnescapeDataString(database);
            foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
            {
                var (name, value) = Cut(pair, '=');
                if (!PostgresParameters.Set(settings, name, Uri.UnescapeDataString(value)))
                    return (null, Bad($"the parameter {name} is not known or its value is not. Known are {PostgresParameters.Known}."));
            }
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            // The exception's own text may quote what it could not read.
            return (null, Bad("a part of it cannot be read."));
        }
        if (settings.Host is not { Length: > 0 }) return (null, Bad("it names no host."));
        if (settings.Database is not { Length: > 0 }) return (null, Bad("it names no database."));
        // A peer that vanished without a word is noticed; a Unix socket has no such thing.
        if (!settings.Host.Split(',').Any(IsSocket)) (settings.TcpKeepAlive, settings.TcpKeepAliveTime, settings.TcpKeepAliveInterval) = (true, 5, 2);
        // Beyond this machine a connection is encrypted and the server proven, unless the address says otherwise.
        if (!settings.ContainsKey("SSL Mode")) settings.SslMode = settings.Host.Split(',').All(IsNear) ? SslMode.Disable : SslMode.VerifyFull;
        return (new PostgresAddress(settings), null);
    }

    private static void SetHosts(NpgsqlConnectionStringBuilder settings, string hosts)
    {
        var all = hosts.Split(',').Select(Uri.UnescapeDataString).ToList();
        if (all is [var one] && !IsSocket(one) && one.LastIndexOf(':') is var colon and > 0 && !one.EndsWith(']'))
            (settings.Host, settings.Port) = (one[..colon], int.Parse(one[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture));
        else settings.Host = string.Join(',', all);
    }

    private static bool IsSocket(string host) => host.StartsWith('/');

    private static bool IsNear(string host)
    {
        if (IsSocket(host)) return true;
        var name = host.StartsWith('[') ? host[1..host.IndexOf(']', StringComparison.Ordinal)] : host.Split(':')[0];
        return name == "localhost" || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address));
    }

    private static (string Before, string After) Cut(string text, char at) =>
        text.IndexOf(at, StringComparison.Ordinal) is var i and >= 0 ? (text[..i], text[(i + 1)..]) : (text, "");
}
