using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Gantry.Tests.Architecture;

/// <summary>The source of the project, read as text.</summary>
internal static class SourceTree
{
    public static string Root { get; } = Find(Path.GetDirectoryName(Here())!);

    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    public static string Relative(string file) => Path.GetRelativePath(Root, file);

    /// <summary>Names of the projects and packages that a project file refers to.</summary>
    public static IReadOnlyList<string> References(string projectFile) =>
    [
        .. XDocument.Parse(projectFile).Descendants()
            .Where(e => e.Name.LocalName is "ProjectReference" or "PackageReference")
            .Select(e => e.Attribute("Include")!.Value)
            .Select(i => i.EndsWith(".csproj", StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(i.Replace('\\', '/')) : i)
    ];

    private static string Here([CallerFilePath] string file = "") => file;

    private static string Find(string from)
    {
        var folder = from;
        while (!File.Exists(Path.Combine(folder, "Gantry.slnx"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
