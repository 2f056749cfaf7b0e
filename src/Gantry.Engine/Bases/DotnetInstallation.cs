namespace Gantry.Engine.Bases;

/// <summary>The .NET of this machine: where it is and which versions an image is made from.</summary>
/// <param name="Root">The folder that holds <c>dotnet</c>, <c>shared</c> and <c>sdk</c>; links resolved.</param>
public sealed record DotnetInstallation(string Root)
{
    public const string Runtime = "Microsoft.NETCore.App", Aspnet = "Microsoft.AspNetCore.App";

    /// <summary>The one that runs this process, else <c>DOTNET_ROOT</c>, else the <c>dotnet</c> found on the path.</summary>
    /// <returns>Null when there is none that has both shared frameworks.</returns>
    public static DotnetInstallation? Find()
    {
        string?[] roots =
        [
            Above(typeof(object).Assembly.Location, levels: 4),
            Environment.GetEnvironmentVariable("DOTNET_ROOT"),
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
                .Select(d => Above(Real(Path.Combine(d, "dotnet")), levels: 1)),
        ];
        return roots.OfType<string>().Select(Real).OfType<string>().Select(r => new DotnetInstallation(r))
            .FirstOrDefault(i => i.Newest("shared", Runtime) is not null && i.Newest("shared", Aspnet) is not null);
    }

    /// <summary>The newest version of a framework, host or pack that has the given major number.</summary>
    public string? Newest(string kind, string name, int major = 10)
    {
        var folder = Path.Combine(Root, kind, name);
        if (!Directory.Exists(folder)) return null;
        return Directory.EnumerateDirectories(folder).Select(d => Path.GetFileName(d)!)
            .Where(v => v.StartsWith($"{major}.", StringComparison.Ordinal) && System.Version.TryParse(v.Split('-')[0], out _))
            .OrderBy(v => System.Version.Parse(v.Split('-')[0])).ThenByDescending(v => v.Contains('-')).ThenBy(v => v, StringComparer.Ordinal).LastOrDefault();
    }

    /// <summary>A path with all links followed; null when it does not exist.</summary>
    public static string? Real(string path)
    {
        if (path.Length == 0 || !Path.Exists(path)) return null;
        var parent = Path.GetDirectoryName(Path.GetFullPath(path));
        if (parent is null) return path;
        var here = Path.Combine(Real(parent)!, Path.GetFileName(path.TrimEnd('/')));
        var target = new FileInfo(here).LinkTarget;
        return target is null ? here : Real(Path.GetFullPath(target, Path.GetDirectoryName(here)!));
    }

    private static string? Above(string? path, int levels)
    {
        for (; path is not null && levels > 0; levels--) path = Path.GetDirectoryName(path);
        return path;
    }
}
