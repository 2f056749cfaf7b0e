using System.Formats.Tar;
using System.Text;

namespace Gantry.Engine.Bases;

/// <summary>Writes parts as a tar archive that is the same, byte for byte, for the same parts.</summary>
public static class BaseTar
{
    /// <summary>One time for every file, so that the archive says nothing of when it was made.</summary>
    private static readonly DateTimeOffset Then = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task WriteAsync(IEnumerable<TarPart> parts, Stream output, CancellationToken cancel)
    {
        await using var tar = new TarWriter(output, TarEntryFormat.Ustar, leaveOpen: true);
        foreach (var part in Complete(parts))
        {
            await using var content = Content(part);
            await tar.WriteEntryAsync(Entry(part, content), cancel);
        }
    }

    /// <summary>Sorted, each path once (the last given wins), with the folders that nobody named.</summary>
    public static IReadOnlyList<TarPart> Complete(IEnumerable<TarPart> parts)
    {
        var byPath = new SortedDictionary<string, TarPart>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            byPath[part.Path] = part;
            for (var parent = Path.GetDirectoryName(part.Path); !string.IsNullOrEmpty(parent); parent = Path.GetDirectoryName(parent))
                byPath.TryAdd(parent, new TarFolder(parent));
        }

        return [.. byPath.Values];
    }

    private static Stream? Content(TarPart part) => part switch
    {
        TarText text => new MemoryStream(Encoding.UTF8.GetBytes(text.Text)),
        TarCopy copy => new FileStream(copy.Source, new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 0 }),
        _ => null,
    };

    private static UstarTarEntry Entry(TarPart part, Stream? content)
    {
        var type = part switch
        {
            TarFolder => TarEntryType.Directory,
            TarLink => TarEntryType.SymbolicLink,
            _ => TarEntryType.RegularFile,
        };
        var entry = new UstarTarEntry(type, type == TarEntryType.Directory ? part.Path + "/" : part.Path)
        {
            Mode = part.Mode,
            Uid = part.Owner,
            Gid = part.Owner,
            ModificationTime = Then,
        };
        if (part is TarLink link) entry.LinkName = link.Target;
        if (content is not null) entry.DataStream = content;
        return entry;
    }
}
