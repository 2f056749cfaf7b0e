using Gantry.Apps.Sections.Mounts;

namespace Gantry.Apps.Composition;

/// <summary>
/// The folders whose files a compose file may draw in by itself: the project's, or the whole of the version-controlled tree
/// that the project lies in, and those of files that the caller named. Who wrote the file wrote these too; a compose file
/// from elsewhere cannot read what else is on the machine.
/// </summary>
internal sealed class Boundary
{
    private readonly List<string> roots;

    public Boundary(string project, IEnumerable<string> named)
    {
        roots = [.. named.Select(n => Path.GetDirectoryName(n)!).Prepend(Repository(project) ?? project).Select(SystemPaths.Resolve).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>With every link followed.</summary>
    public bool Holds(string path)
    {
        var resolved = SystemPaths.Resolve(path);
        return roots.Any(r => resolved.StartsWith(r.EndsWith('/') ? r : r + "/", StringComparison.Ordinal));
    }

    private static string? Repository(string folder)
    {
        for (var at = folder; at is not null && at != "/"; at = Path.GetDirectoryName(at))
        {
            if (Path.Exists(Path.Combine(at, ".git"))) return at;
        }

        return null;
    }
}
