using System.Diagnostics;
using Gantry.Cli.Reports;
using Gantry.Resources;
using Gantry.Resources.Engines;

namespace Gantry.Cli.Starting;

/// <summary>Makes sure that a container engine answers: finds one, starts the one that is installed, or installs one.</summary>
public sealed class EngineStart(Session session, IReport report, Approval approval)
{
    private const string DockerSocket = "/var/run/docker.sock";

    /// <summary>Mounts control groups where nobody has: an engine cannot start in a bare container or chroot without.</summary>
    private const string MountControlGroups = """
        [ -d /sys/fs/cgroup ] || exit 0
        [ -e /sys/fs/cgroup/cgroup.controllers ] && exit 0
        grep -q ' /sys/fs/cgroup/memory ' /proc/mounts && exit 0
        if grep -qw cgroup2 /proc/filesystems && mount -t cgroup2 cgroup2 /sys/fs/cgroup; then exit 0; fi
        mount -t tmpfs cgroup /sys/fs/cgroup || exit 1
        grep -v '^#' /proc/cgroups | while read -r name _ _ enabled; do
          [ "$enabled" = 1 ] || continue
          mkdir -p "/sys/fs/cgroup/$name"
          mount -t cgroup -o "$name" cgroup "/sys/fs/cgroup/$name" || rmdir "/sys/fs/cgroup/$name"
        done
        """;

    public static bool Installed => File.Exists("/usr/sbin/dockerd") || File.Exists("/usr/bin/dockerd");
    private string EngineLog => Path.Combine(session.Paths.Logs, "dockerd.log");

    /// <summary>The socket of an engine that answers.</summary>
    /// <exception cref="GiveUpException">There is none, and none can be had; says what to do.</exception>
    public async Task<string> EnsureAsync(CancellationToken cancel)
    {
        var candidates = Candidates();
        var packages = new SystemPackages(session, report, approval);
        if (await EngineSockets.FindAsync(candidates, cancel) is { } found)
        {
            if (SystemPackages.Missing(engine: false) is { Count: > 0 } missing) await packages.InstallAsync(missing, cancel);
            return found;
        }
        if (session.Variable("DOCKER_HOST") is { } host)
        {
            throw new GiveUpException("DOCKER_HOST", "engine.away", $"No container engine answers on {host}.",
                "Start it, or unset DOCKER_HOST so that the machine's own engine is used.");
        }

        var system = LinuxSystem.Read();
        if (!Environment.IsPrivilegedProcess || !Installed && !system.HasApt)
            throw new GiveUpException([EngineAdvice.For(system, Installed, candidates)]);
        HomeFolder.Make(session.Paths);
        if (!Installed) report.Say("No container engine was found.");
        if (SystemPackages.Missing(engine: !Installed) is { Count: > 0 } needed) await packages.InstallAsync(needed, cancel);
        await StartAsync(cancel);
        return DockerSocket;
    }

    private IReadOnlyList<string> Candidates()
    {
        try
        {
            return EngineSockets.Candidates(session.Variable);
        }
        catch (FormatException wrong)
        {
            throw new GiveUpException("DOCKER_HOST", "engine.unsupported-host", wrong.Message,
                "Set it to unix:///path/to/docker.sock, or unset it.");
        }
    }

    private async Task StartAsync(CancellationToken cancel)
    {
        var systemd = Directory.Exists("/run/systemd/system");
        await report.DuringAsync("starting the container engine", async () =>
        {
            var from = Subprocess.Length(EngineLog);
            Process? engine = null;
            if (systemd) await Subprocess.RunAsync(EngineLog, cancel, "systemctl", "start", "docker");
            else if (!Running())
            {
                await Subprocess.RunAsync(EngineLog, cancel, "/bin/sh", "-c", MountControlGroups);
                engine = Subprocess.Detach(EngineLog, session.Variables, "dockerd");
            }

            var answers = false;
            await Deadline.UntilAsync(session.Clock, TimeSpan.FromSeconds(60), async () =>
                (answers = await EngineSockets.AnswersAsync(DockerSocket, cancel)) || engine is { HasExited: true }, cancel);
            if (answers) return;
            throw new GiveUpException([new Problem("engine", "engine.start-failed", "The container engine was started and does not answer.",
                systemd ? "See why: journalctl -u docker -n 50" : $"Its whole log is in {EngineLog}. A container needs --privileged to run an engine.")
            {
                Details = Subprocess.Tail(EngineLog, 10, from),
            }]);
        });
    }

    /// <summary>Somebody, such as the package itself, has started it already.</summary>
    private static bool Running() =>
        File.Exists("/var/run/docker.pid")
        && Directory.Exists("/proc/" + File.ReadAllText("/var/run/docker.pid").Trim());
}
