namespace Gantry.Apps.Sections.Mounts;

/// <summary>What must not be mounted from the machine into a container.</summary>
internal static class SystemPaths
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

    /// <summary>The reason not to mount it, as a clause; null when there is none.</summary>
    /// <param name="resolved">The same with every link followed.</param>
    public static string? Danger(string path, string resolved, string project, bool readOnly)
    {
        foreach (var each in new[] { path, resolved })
        {
            if (Sockets.Contains(Path.GetFileName(each))) return "whoever reaches the engine's socket owns the machine";
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

    /// <summary>Follows every link on the way, at most forty, as the kernel does; what does not exist stays as it is.</summary>
    public static string Resolve(string path)
    {
        var follows = 0;
        var pending = new Stack<string>(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        var done = "/";
        while (pending.TryPop(out var part))
        {
            if (part == "..")
            {
                done = Path.GetDirectoryName(done) ?? "/";
                continue;
            }

            if (part == ".") continue;
            var next = Path.Combine(done, part);
            var target = follows < 40 ? Link(next) : null;
            if (target is null)
            {
                done = next;
                continue;
            }

            follows++;
            if (target.StartsWith('/')) done = "/";
            foreach (var piece in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse()) pending.Push(piece);
        }

        return done;
    }

    private static string? Link(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsUnder(string path, string directory) =>
        path == directory || path.StartsWith(directory.EndsWith('/') ? directory : directory + "/", StringComparison.Ordinal);
}
