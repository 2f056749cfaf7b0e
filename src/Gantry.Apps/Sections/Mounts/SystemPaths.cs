namespace Gantry.Apps.Sections.Mounts;

/// <summary>Paths of the machine as the kernel takes them.</summary>
internal static class SystemPaths
{
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
}
