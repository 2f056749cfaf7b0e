using System.Runtime.InteropServices;
using Gantry.Cli.Reports;
using Gantry.Resources;

namespace Gantry.Cli.Starting;

/// <summary>What Gantry needs of the system besides .NET, and its installation where the system has apt.</summary>
public sealed class SystemPackages(Session session, IReport report, Approval approval)
{
    private static readonly string[] Programs = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    private string Log => Path.Combine(session.Paths.Logs, "install.log");

    /// <summary>Names of Debian's and Ubuntu's packages that are missing.</summary>
    public static IReadOnlyList<string> Missing(bool engine)
    {
        var missing = new List<string>();
        if (engine) missing.AddRange(["docker.io", "iptables"]);
        if (!Programs.Any(folder => File.Exists(Path.Combine(folder, "ip")))) missing.Add("iproute2");
        if (NativeLibrary.TryLoad("libsqlite3.so.0", out var library)) NativeLibrary.Free(library);
        else missing.Add("libsqlite3-0");
        return missing;
    }

    /// <summary>Says what, asks, installs.</summary>
    /// <exception cref="GiveUpException">It was declined, may not be done, or failed; says what to do.</exception>
    public async Task InstallAsync(IReadOnlyList<string> packages, CancellationToken cancel)
    {
        var names = string.Join(", ", packages);
        var command = $"apt-get install {string.Join(' ', packages)}";
        if (!Environment.IsPrivilegedProcess || !LinuxSystem.Read().HasApt)
        {
            throw new GiveUpException("system", "system.packages-missing", $"This system lacks what Gantry needs: {names}.",
                LinuxSystem.Read().HasApt ? $"Run: sudo {command}" : "Install them by this system's own means; the names are Debian's.");
        }
        report.Say($"These packages of this system will be installed: {names}.");
        if (!approval.AskLightly("Install them?"))
            throw new GiveUpException("system", "system.packages-missing", $"Gantry needs {names}.", $"Answer yes, or add -y, or run: {command}");
        HomeFolder.Make(session.Paths);
        var from = Subprocess.Length(Log);
        await report.DuringAsync($"installing {names}", async () =>
        {
            if (await Subprocess.RunAsync(Log, cancel, "apt-get", "update", "-qq") == 0
                && await Subprocess.RunAsync(Log, cancel, "apt-get", ["install", "-y", "-qq", "--no-install-recommends", .. packages]) == 0) return;
            throw new GiveUpException([new Problem("system", "system.install-failed", $"Installing {names} failed.",
                $"The whole output is in {Log}. Put right what it says, then run this again.")
            {
                Details = Subprocess.Tail(Log, 10, from),
            }]);
        });
    }
}
