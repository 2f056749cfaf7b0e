namespace Gantry.Engine.Images;

public enum ContextEntryKind { Folder, File, Link }

/// <summary>A file, folder or symbolic link of a build context.</summary>
/// <param name="Path">In the context, with slashes.</param>
/// <param name="Source">Absolute, on this machine.</param>
/// <param name="Changed">When it was last written to.</param>
/// <param name="Stamp">Of a file: moves with every change of it.</param>
public sealed record ContextEntry(
    string Path, string Source, ContextEntryKind Kind, UnixFileMode Mode, long Length, DateTime Changed, FileStamp Stamp, string? LinkTarget)
{
    /// <summary>Of a file that is not on disk.</summary>
    public byte[]? Content { get; init; }

    public static ContextEntry Of(string path, FileSystemInfo info)
    {
        var link = info.LinkTarget;
        var kind = link is not null ? ContextEntryKind.Link : info is DirectoryInfo ? ContextEntryKind.Folder : ContextEntryKind.File;
        return new ContextEntry(path, info.FullName, kind, info.UnixFileMode, kind == ContextEntryKind.File ? ((FileInfo)info).Length : 0,
            info.LastWriteTimeUtc, kind == ContextEntryKind.File ? FileStamp.Of(info.FullName) : default, link);
    }
}

/// <summary>Walks a folder, past what is ignored.</summary>
internal static class ContextWalk
{
    /// <param name="dockerfile">Sent even when it is ignored: the builder reads it.</param>
    public static List<ContextEntry> Entries(string root, DockerIgnore ignore, string? dockerfile)
    {
        var entries = new List<ContextEntry>();
        Walk(new DirectoryInfo(root), "");
        return entries;

        void Walk(DirectoryInfo folder, string prefix)
        {
            foreach (var info in folder.EnumerateFileSystemInfos())
            {
                var path = prefix + info.Name;
                var excluded = ignore.Excludes(path) && path != dockerfile;
                var descends = info is DirectoryInfo && info.LinkTarget is null;
                if (!excluded) entries.Add(ContextEntry.Of(path, info));
                if (descends && (!excluded || ignore.MayIncludeInside(path) || dockerfile?.StartsWith(path + "/", StringComparison.Ordinal) == true))
                    Walk((DirectoryInfo)info, path + "/");
            }
        }
    }
}
