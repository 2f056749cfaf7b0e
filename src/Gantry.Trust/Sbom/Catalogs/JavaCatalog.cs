using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Gantry.Trust.Sbom.Trees;

namespace Gantry.Trust.Sbom.Catalogs;

/// <summary>Java archives and those within them, by what Maven leaves in each, else by their manifest and name.</summary>
internal sealed partial class JavaCatalog : ICatalog
{
    private static readonly string[] Kinds = [".jar", ".war", ".ear", ".par", ".sar", ".hpi", ".jpi"];

    public bool Wants(TreeFile file) => IsArchive(file.Path);

    public IEnumerable<Component> Read(TreeFile file)
    {
        if (file.Size > Limits.Binary) throw new InvalidDataException("is larger than any Java archive is");
        var found = new List<Component>();
        var budget = new Budget();
        using var stream = file.Open();
        Archive(file.Path, stream, 1, budget, found);
        return found;
    }

    private static bool IsArchive(string path) => Kinds.Any(k => path.EndsWith(k, StringComparison.OrdinalIgnoreCase));

    private static void Archive(string path, Stream stream, int depth, Budget budget, List<Component> found)
    {
        if (depth > Limits.JarDepth) throw new InvalidDataException($"has archives in archives more than {Limits.JarDepth} deep");
        EnsureDirectory(stream);
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
        budget.Entries += archive.Entries.Count;
        if (budget.Entries > Limits.JarEntries) throw new InvalidDataException($"has more than {Limits.JarEntries} entries");
        var before = found.Count;
        ZipArchiveEntry? manifest = null;
        var inner = new List<ZipArchiveEntry>();
        foreach (var entry in archive.Entries)
        {
            if (IsArchive(entry.FullName)) inner.Add(entry);
            else if (entry.FullName == "META-INF/MANIFEST.MF") manifest = entry;
            else if (PomProperties().IsMatch(entry.FullName) && Properties(Unpack(entry, 1 << 20, budget)) is { } component) found.Add(component with { Path = path });
        }

        if (found.Count == before && Named(path, manifest is null ? [] : Unpack(manifest, 4 << 20, budget)) is { } named) found.Add(named with { Path = path });
        foreach (var entry in inner)
        {
            using var content = new MemoryStream(Unpack(entry, 256 << 20, budget));
            try
            {
                Archive($"{path}!/{entry.FullName}", content, depth + 1, budget, found);
            }
            catch (InvalidDataException broken) when (!broken.Message.StartsWith("has ", StringComparison.Ordinal))
            {
                throw new InvalidDataException($"has in it {entry.FullName}, which is no archive that can be read");
            }
        }
    }

    /// <summary>What comes out counts, whatever the archive says it would be.</summary>
    private static byte[] Unpack(ZipArchiveEntry entry, int limit, Budget budget)
    {
        using var content = entry.Open();
        using var buffer = new MemoryStream();
        var chunk = new byte[81920];
        for (int read; (read = content.Read(chunk)) > 0;)
        {
            budget.Unpacked += read;
            if (buffer.Length + read > limit || budget.Unpacked > Limits.JarUnpacked) throw new InvalidDataException($"has in it {entry.FullName}, which unpacks to more than it may");
            buffer.Write(chunk, 0, read);
        }

        return buffer.ToArray();
    }

    /// <summary>The framework reads the whole list of what is in an archive at once: one that is made of nothing else is refused before.</summary>
    private static void EnsureDirectory(Stream stream)
    {
        var tail = new byte[Math.Min(stream.Length, 65557)];
        stream.Position = stream.Length - tail.Length;
        stream.ReadExactly(tail);
        stream.Position = 0;
        var end = tail.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        if (end < 0 || end + 22 > tail.Length) throw new InvalidDataException("is no Java archive");
        var size = BitConverter.ToUInt32(tail, end + 12);
        if (size != uint.MaxValue && size > 64 << 20) throw new InvalidDataException("has a list of entries that is larger than any is");
    }

    private static Component? Properties(byte[] content)
    {
        var lines = Encoding.UTF8.GetString(content).Split('\n').Select(l => l.Trim().Split('=', 2)).Where(l => l.Length == 2).DistinctBy(l => l[0]).ToDictionary(l => l[0].Trim(), l => l[1].Trim(), StringComparer.Ordinal);
        return lines.TryGetValue("groupId", out var group) && lines.TryGetValue("artifactId", out var artifact) && lines.TryGetValue("version", out var version)
            ? new Component { Type = "maven", Name = $"{group}:{artifact}", Version = version } : null;
    }

    private static Component? Named(string path, byte[] manifest)
    {
        var file = FileName().Match(path[(path.LastIndexOf('/') + 1)..]);
        var main = Encoding.UTF8.GetString(manifest).Replace("\r\n ", "", StringComparison.Ordinal).Replace("\n ", "", StringComparison.Ordinal).Split('\n')
            .Select(l => l.TrimEnd('\r').Split(": ", 2)).TakeWhile(l => l[0].Length > 0).Where(l => l.Length == 2).DistinctBy(l => l[0]).ToDictionary(l => l[0], l => l[1], StringComparer.OrdinalIgnoreCase);
        var version = file.Success ? file.Groups[2].Value : main.GetValueOrDefault("Implementation-Version") ?? main.GetValueOrDefault("Bundle-Version");
        var artifact = file.Success ? file.Groups[1].Value : main.GetValueOrDefault("Implementation-Title");
        if (version is not { Length: > 0 } || artifact is not { Length: > 0 } || artifact.Contains(' ')) return null;
        var group = main.GetValueOrDefault("Implementation-Vendor-Id") ?? main.GetValueOrDefault("Automatic-Module-Name") ?? main.GetValueOrDefault("Bundle-SymbolicName")?.Split(';')[0];
        return new Component { Type = "maven", Name = group is { Length: > 0 } && !group.Contains(' ') ? $"{group}:{artifact}" : artifact, Version = version.Trim() };
    }

    private sealed class Budget
    {
        public int Entries { get; set; }
        public long Unpacked { get; set; }
    }

    [GeneratedRegex("^META-INF/maven/[^/]+/[^/]+/pom\\.properties$")]
    private static partial Regex PomProperties();

    [GeneratedRegex(@"^([A-Za-z][A-Za-z0-9_.-]*?)-([0-9][A-Za-z0-9_.+-]*)\.[jwe]ar$", RegexOptions.IgnoreCase)]
    private static partial Regex FileName();
}
