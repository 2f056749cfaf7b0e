using System.Diagnostics;

namespace Gantry.Bench.Edge;

/// <summary>The peers and the load, as Debian has them.</summary>
internal static class Packages
{
    private const string Policy = "/usr/sbin/policy-rc.d";

    private static readonly (string Program, string Package)[] Needed =
        [("nginx", "nginx-light"), ("haproxy", "haproxy"), ("caddy", "caddy"), ("wrk", "wrk"), ("h2load", "nghttp2-client"), ("slowhttptest", "slowhttptest")];

    /// <summary>Installs what is missing. Nothing of it is started by being installed.</summary>
    /// <param name="needed">Programs and their packages; those of the edge's bench without any.</param>
    public static async Task InstallAsync(TextWriter log, params (string Program, string Package)[] needed)
    {
        var missing = (needed.Length > 0 ? needed : Needed).Where(entry => !IsThere(entry.Program)).Select(entry => entry.Package).ToArray();
        if (missing.Length == 0) return;
        await log.WriteLineAsync($"installing {string.Join(", ", missing)}");
        var ours = !File.Exists(Policy);
        if (ours)
        {
            await File.WriteAllTextAsync(Policy, "#!/bin/sh\nexit 101\n");
            File.SetUnixFileMode(Policy, (UnixFileMode)0b111_101_101);
        }
        try
        {
            await RunAsync("apt-get", "update", "-qq");
            await RunAsync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", .. missing]);
        }
        finally
        {
            if (ours) File.Delete(Policy);
        }
    }

    private static bool IsThere(string program) =>
        new[] { "/usr/sbin", "/usr/bin", "/usr/local/bin", "/usr/local/sbin" }.Any(folder => File.Exists(Path.Combine(folder, program)));

    private static async Task RunAsync(string program, params string[] words)
    {
        var start = new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        start.Environment["RUNLEVEL"] = "1";
        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', words)}: {await said}");
    }
}
