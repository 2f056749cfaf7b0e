using System.Diagnostics;

namespace Gantry.Cli.Starting;

/// <summary>Programs of the operating system.</summary>
public static class Subprocess
{
    /// <summary>What a process that outlives the command may know of the caller's environment. Anything else could be a secret.</summary>
    private static readonly string[] Passed =
    [
        "PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TZ", "TMPDIR", "DOCKER_HOST", "DOCKER_CONFIG", "XDG_RUNTIME_DIR", "XDG_STATE_HOME",
        "SSL_CERT_FILE", "SSL_CERT_DIR", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
    ];

    /// <summary>Runs it to its end with its output appended to a file. Answers its exit code; 127 when there is no such program.</summary>
    public static async Task<int> RunAsync(string log, CancellationToken cancel, string file, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >>\"$0\" 2>&1 </dev/null", log, file, .. arguments]);
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        // Keeps packages from starting what they install where no systemd decides: that is done afterwards, with a log.
        if (!Directory.Exists("/run/systemd/system")) start.Environment["RUNLEVEL"] = "1";
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(cancel);
        return process.ExitCode;
    }

    /// <summary>Starts a process that goes on without this one: in a session of its own, its output appended to a file.</summary>
    public static Process Detach(string log, IReadOnlyDictionary<string, string> variables, string file, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec setsid \"$@\" >>\"$0\" 2>&1 </dev/null", log, file, .. arguments])
        {
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        foreach (var (name, value) in variables)
        {
            if (Passed.Contains(name) || name.StartsWith("GANTRY_", StringComparison.Ordinal) || name.StartsWith("DOTNET_", StringComparison.Ordinal))
                start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>The last lines of a log, for a message.</summary>
    public static IReadOnlyList<string> Tail(string log, int lines, long from = 0)
    {
        if (!File.Exists(log)) return [];
        using var stream = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Seek(Math.Max(Math.Min(from, stream.Length), stream.Length - 16 * 1024), SeekOrigin.Begin);
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(lines)];
    }

    public static long Length(string log) => File.Exists(log) ? new FileInfo(log).Length : 0;
}
