using System.Diagnostics;
using Gantry.Integration.Support;
using Npgsql;

namespace Gantry.Integration.Store;

/// <summary>A PostgreSQL server of the tests' own on a Unix socket, which can be killed and started again. It flushes as in production.</summary>
public sealed class OwnPostgres : IAsyncLifetime
{
    public const string User = "gantry", Password = "s3cret/of:the@store";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("gantry-pg-").FullName;
    private readonly string _programs = Find();
    private Process? _server;
    private int _databases;

    public string Sockets => Path.Combine(_folder, "run");

    /// <summary>Where a client connects.</summary>
    public string Socket => Path.Combine(Sockets, ".s.PGSQL.5432");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Sockets);
        var secret = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(secret, Password);
        // The server refuses to run as root, and its folder belongs to whom it runs as.
        if (Environment.IsPrivilegedProcess) await RunAsync("chown", "-R", "postgres", _folder);
        await RunAsync(Path.Combine(_programs, "initdb"), "-D", Data, "-U", User, "--auth=scram-sha-256", $"--pwfile={secret}", "-E", "UTF8", "--locale=C", "--no-sync");
        await StartAsync();
    }

    public async Task StartAsync()
    {
        // Started by itself and not by a program that leaves it behind, so that it is ended by its number and never by its name.
        _server = Start(Path.Combine(_programs, "postgres"), "-D", Data, "-k", Sockets, "-c", "listen_addresses=", "-c", "fsync=on",
            "-c", "max_connections=200", "-c", "synchronous_commit=off", "-c", "logging_collector=off");
        await Eventually.HoldsAsync("PostgreSQL answers", Patience, async () =>
        {
            Assert.False(_server.HasExited, "PostgreSQL did not start.");
            try
            {
                await using var connection = new NpgsqlConnection(Settings("postgres"));
                await connection.OpenAsync();
                return true;
            }
            catch (NpgsqlException)
            {
                return false;
            }
        });
    }

    /// <summary>Without notice, as when the machine dies, or in order.</summary>
    public async Task StopAsync(bool byForce)
    {
        if (_server is not { HasExited: false } server) return;
        // SIGQUIT leaves recovery to the next start, and takes its children along; SIGKILL of the first process would leave them.
        _ = ProgramRun.SendSignal(server.Id, byForce ? 3 : 2);
        await server.WaitForExitAsync();
    }

    /// <summary>A new database and what GANTRY_STORE says to use it.</summary>
    public async Task<TestDatabase> DatabaseAsync(string? socket = null)
    {
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await SqlAsync("postgres", $"CREATE DATABASE {name}");
        return new TestDatabase(this, name, socket ?? Sockets);
    }

    public async Task SqlAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(Settings(database));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ScalarAsync<T>(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(Settings(database));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(byForce: false);
        _server?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder, "data");

    private string Settings(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = Sockets, Username = User, Password = Password, Database = database, Pooling = false,
    }.ConnectionString;

    private static Process Start(string program, params string[] words)
    {
        string[] all = Environment.IsPrivilegedProcess && !program.EndsWith("chown", StringComparison.Ordinal)
            ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", program, .. words] : [program, .. words];
        var start = new ProcessStartInfo(all[0], all[1..]) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = "/" };
        start.Environment["LC_ALL"] = "C";
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.OutputDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return process;
    }

    private static async Task RunAsync(string program, params string[] words)
    {
        using var process = Start(program, words);
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', words)} ended with code {process.ExitCode}.");
    }

    private static string Find() =>
        Directory.Exists("/usr/lib/postgresql") && Directory.GetDirectories("/usr/lib/postgresql").Order().LastOrDefault(d => File.Exists(Path.Combine(d, "bin", "postgres"))) is { } newest
            ? Path.Combine(newest, "bin") : throw new InvalidOperationException("PostgreSQL is not installed: apt-get install postgresql.");
}

/// <param name="Sockets">The folder of the socket that leads to the server, or to what stands in between.</param>
public sealed record TestDatabase(OwnPostgres Server, string Name, string Sockets)
{
    public string Address => $"postgres://{OwnPostgres.User}:{Uri.EscapeDataString(OwnPostgres.Password)}@/{Name}?host={Sockets}";

    public Task SqlAsync(string sql) => Server.SqlAsync(Name, sql);

    public Task<T> ScalarAsync<T>(string sql) => Server.ScalarAsync<T>(Name, sql);
}

/// <summary>Tests that share a server.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<OwnPostgres>
{
    public const string Name = "PostgreSQL";
}
