using System.IO.Compression;
using Gantry.Resources;

namespace Gantry.Trust.Advisories;

/// <summary>The records in a folder, in a zip archive as the databases export them, or in one file.</summary>
internal static class AdvisoryFiles
{
    /// <summary>No record that anybody publishes comes near; what is larger is refused and not read.</summary>
    public const int LargestRecord = 16 << 20;

    /// <summary>More than ten times of what all databases together export today.</summary>
    private const long LargestArchive = 64L << 30;

    /// <summary>Each record's place and content; a problem in place of one that is too large.</summary>
    /// <exception cref="InvalidDataException">The archive is broken, or unpacks to more than it may.</exception>
    public static IEnumerable<(string Place, Outcome<byte[]> Content)> Of(string path)
    {
        if (Directory.Exists(path))
        {
            var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
            foreach (var file in Directory.EnumerateFiles(path, "*", options).Order(StringComparer.Ordinal))
            {
                if (file.EndsWith(".json", StringComparison.Ordinal)) yield return (file, Whole(file));
                else if (file.EndsWith(".zip", StringComparison.Ordinal)) foreach (var entry in Entries(file)) yield return entry;
            }
        }
        else if (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            yield return (path, Whole(path));
        }
        else
        {
            foreach (var entry in Entries(path)) yield return entry;
        }
    }

    private static Outcome<byte[]> Whole(string file) => new FileInfo(file).Length > LargestRecord ? TooLarge(file) : File.ReadAllBytes(file);

    private static IEnumerable<(string, Outcome<byte[]>)> Entries(string path)
    {
        using var archive = ZipFile.OpenRead(path);
        var total = 0L;
        foreach (var entry in archive.Entries)
        {
            if (!entry.FullName.EndsWith(".json", StringComparison.Ordinal)) continue;
            var place = $"{path}:{entry.FullName}";
            // The size that the archive states may be a lie: what counts is what comes out.
            using var content = entry.Open();
            using var buffer = new MemoryStream();
            var chunk = new byte[81920];
            for (int read; buffer.Length <= LargestRecord && (read = content.Read(chunk)) > 0;) buffer.Write(chunk, 0, read);
            total += buffer.Length;
            if (total > LargestArchive) throw new InvalidDataException($"It unpacks to more than {LargestArchive >> 30} GiB.");
            yield return (place, buffer.Length > LargestRecord ? TooLarge(place) : buffer.ToArray());
        }
    }

    private static Problem TooLarge(string place) =>
        new(place, "advisories.too-large", $"This record has more than {LargestRecord >> 20} MiB.", "Take it out: no advisory is that large.");
}
