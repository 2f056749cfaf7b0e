namespace Gantry.Resources.Apps;

/// <summary>What stays inside of the walls of a container and what does not, for all who have to know: those who read files, and those who judge releases.</summary>
public static class Walls
{
    private static readonly string[] Whole = ["/", "/var", "/var/lib", "/home", "/root", "/mnt", "/media", "/srv", "/opt", "/tmp", "/usr/local"];

    private static readonly string[] Under =
    [
        "/etc", "/proc", "/sys", "/dev", "/boot", "/run", "/var/run", "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32",
        "/var/lib/docker", "/var/lib/containerd", "/var/lib/containers", "/var/lib/kubelet", "/var/spool/cron", "/root/.ssh",
    ];

    private static readonly string[] Sockets = ["docker.sock", "podman.sock", "containerd.sock", "crio.sock", "gantry.sock"];

    /// <summary>Harmless to read, and mounted by many for the time of day and for certificates.</summary>
    private static readonly string[] Readable = ["/etc/localtime", "/etc/timezone", "/etc/ssl/certs", "/usr/share/zoneinfo"];

    /// <summary>Capabilities that reach no further than the container, as it is made here.</summary>
    public static IReadOnlyList<string> HarmlessCapabilities { get; } =
    [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "IPC_LOCK", "KILL", "LEASE", "MKNOD", "NET_BIND_SERVICE", "NET_BROADCAST", "NET_RAW",
        "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT", "SYS_NICE",
    ];

    /// <summary>The reason not to mount a path of the machine, as a clause; null when there is none.</summary>
    /// <param name="resolved">The same with every link followed.</param>
    /// <param name="project">The folder of the app, which may lie where otherwise only the machine has things.</param>
    public static string? Danger(string path, string resolved, string project, bool readOnly)
    {
        foreach (var each in new[] { path, resolved })
        {
            if (Sockets.Contains(each[(each.LastIndexOf('/') + 1)..])) return "whoever reaches the engine's socket owns the machine";
        }

        if (readOnly && Readable.Contains(path)) return null;
        foreach (var each in new[] { path, resolved })
        {
            if (Whole.Contains(each)) return $"{each} holds files of the machine and of other apps";
            if (Under.FirstOrDefault(u => IsUnder(each, u)) is { } system && !(IsUnder(each, project) && !Whole.Contains(project) && !Under.Contains(project)))
                return $"{system} belongs to the machine";
        }

        return null;
    }

    private static bool IsUnder(string path, string directory) =>
        path == directory || path.StartsWith(directory.EndsWith('/') ? directory : directory + "/", StringComparison.Ordinal);
}
