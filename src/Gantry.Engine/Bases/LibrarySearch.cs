namespace Gantry.Engine.Bases;

/// <summary>Where the loader of a machine looks for libraries: the directories of its configuration, then those built into it.</summary>
/// <param name="Directories">Absolute, in order, each once.</param>
public sealed record LibrarySearch(IReadOnlyList<string> Directories)
{
    /// <summary>The multiarch folders of Debian and Ubuntu, by <c>e_machine</c>.</summary>
    private static readonly string[] Triplets = ["x86_64-linux-gnu", "aarch64-linux-gnu"];

    public static LibrarySearch OfHost(string configuration = "/etc/ld.so.conf")
    {
        var builtIn = Triplets.SelectMany(t => new[] { $"/lib/{t}", $"/usr/lib/{t}" }).Concat(["/lib64", "/usr/lib64", "/lib", "/usr/lib"]);
        return new([.. Configured(configuration, depth: 0).Concat(builtIn).Where(Directory.Exists).Distinct(StringComparer.Ordinal)]);
    }

    /// <returns>The first file of that name for that processor, or null.</returns>
    public string? Find(string name, ushort machine, IEnumerable<string> first) =>
        first.Concat(Directories).Select(d => Path.Combine(d, name)).FirstOrDefault(p => File.Exists(p) && ElfFile.TryRead(p)?.Machine == machine);

    private static IEnumerable<string> Configured(string path, int depth)
    {
        if (depth > 4 || !File.Exists(path)) yield break;
        foreach (var line in File.ReadLines(path).Select(l => l.Split('#')[0].Trim()).Where(l => l.Length > 0))
        {
            if (!line.StartsWith("include ", StringComparison.Ordinal))
            {
                yield return line;
                continue;
            }

            foreach (var included in Matching(line["include ".Length..].Trim(), Path.GetDirectoryName(path)!))
                foreach (var directory in Configured(included, depth + 1)) yield return directory;
        }
    }

    private static IEnumerable<string> Matching(string pattern, string beside)
    {
        var absolute = Path.GetFullPath(pattern, beside);
        var folder = Path.GetDirectoryName(absolute)!;
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, Path.GetFileName(absolute)).Order(StringComparer.Ordinal) : [];
    }
}
