using System.Formats.Tar;

namespace Gantry.Engine.Images;

/// <summary>Writes a build context as a tar stream: sorted, owned by root, so that equal folders make equal streams.</summary>
internal static class ContextTar
{
    public static async Task WriteAsync(IReadOnlyList<ContextEntry> entries, Stream output, CancellationToken cancel)
    {
        await using var tar = new TarWriter(output, TarEntryFormat.Pax, leaveOpen: true);
        foreach (var entry in entries)
        {
            cancel.ThrowIfCancellationRequested();
            // An empty file is not opened: a pipe looks like one, and would never end.
            await using Stream? content = entry.Content is { } bytes ? new MemoryStream(bytes) : entry is { Kind: ContextEntryKind.File, Length: > 0 } ? File.OpenRead(entry.Source) : null;
            await tar.WriteEntryAsync(Of(entry, content), cancel);
        }
    }

    private static PaxTarEntry Of(ContextEntry entry, Stream? content)
    {
        var tar = new PaxTarEntry(Type(entry.Kind), entry.Kind == ContextEntryKind.Folder ? entry.Path + "/" : entry.Path)
        {
            Mode = entry.Kind == ContextEntryKind.Link ? (UnixFileMode)0b111_111_111 : entry.Mode,
            Uid = 0,
            Gid = 0,
            // Whole seconds, as images keep them. Servers tell versions of a file apart by its time, so it is not made up.
            ModificationTime = new DateTimeOffset(entry.Changed.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero),
        };
        if (entry.LinkTarget is { } target) tar.LinkName = target;
        if (content is not null) tar.DataStream = content;
        return tar;
    }

    private static TarEntryType Type(ContextEntryKind kind) => kind switch
    {
        ContextEntryKind.Folder => TarEntryType.Directory,
        ContextEntryKind.Link => TarEntryType.SymbolicLink,
        _ => TarEntryType.RegularFile,
    };
}
