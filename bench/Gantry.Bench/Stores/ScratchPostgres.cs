using System.Diagnostics;
using Npgsql;

namespace Gantry.Bench.Stores;

/// <summary>A PostgreSQL of the benchmark's own, set up as it comes: on a Unix socket, flushing.</summary>
internal sealed class ScratchPostgres : IAsyncDisposable
{
    private const string User = "bench";
    private readonly string _folder;
    private readonly Process _server;

    private ScratchPostgres(string folder, Process server) => (_folder, _server) = (folder, server);

    /// <summary>Null where none is installed.</summary>
    public static async Task<ScratchPostgres?> StartAsync()
    {
        var installed = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Order().LastOrDefault() : null;
        if (installed is null) return null;
        var folder = Directory.CreateTempSubdirectory("gantry-bench-pg-").FullName;
        // The server refuses to run as root, and its folder belongs to whom it runs as.
        if (Environment.IsPrivilegedProcess) await Run("chown", "postgres", folder).WaitForExitAsync();
        var data = Path.Combine(folder, "data");
        using (var init = AsPostgres(Path.Combine(installed, "bin", "initdb"), "-D", data, "-U", User, "--auth=trust", "-E", "UTF8", "--locale=C")) await init.WaitForExitAsync();
        var server = AsPostgres(Path.Combine(installed, "bin", "postgres"), "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "logging_collector=off");
        var started = new ScratchPostgres(folder, server);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            try
            {
                await started.SqlAsync("SELECT 1");
                return started;
            }
            catch (NpgsqlException) when (!server.HasExited)
            {
                await Task.Delay(100, deadline.Token);
            }
        }
    }

    /// <summary>A new database, as a client's settings and as the product takes it.</summary>
    public async Task<(string Settings, string Address)> DatabaseAsync(string name)
    {
        await SqlAsync($"CREATE DATABASE {name}");
        return (Settings(name), $"postgres://{User}@/{name}?host={_folder}");
    }

    public async ValueTask DisposeAsync()
    {
        // SIGINT: sessions are ended, and it stops in order.
        using (var kill = Run("kill", "-INT", _server.Id.ToString(System.Globalization.CultureInfo.InvariantCulture))) await kill.WaitForExitAsync();
        await _server.WaitForExitAsync();
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Settings(string database) => $"Host={_folder};Username={User};Database={database};Pooling=False";

    private async Task SqlAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Settings("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static Process AsPostgres(params string[] words) => Environment.IsPrivilegedProcess
        ? Run(["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", .. words]) : Run(words);

    private static Process Run(params string[] words)
    {
        var process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = "/" })!;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return process;
    }
}
