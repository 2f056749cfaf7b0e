namespace Gantry.Resources.Platforms;

/// <summary>Files that their owner alone may read.</summary>
public static class OwnFile
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>A crash at any moment leaves what was there before or this, whole. Makes the folder where it is missing.</summary>
    /// <exception cref="IOException">It could not be written; what was there is still there.</exception>
    public static void Write(string file, ReadOnlySpan<byte> content)
    {
        var folder = Path.GetDirectoryName(file)!;
        Directory.CreateDirectory(folder, Owner | UnixFileMode.UserExecute);
        var next = file + ".tmp";
        // One that a crash left behind may have other rights.
        File.Delete(next);
        using (var stream = new FileStream(next, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Owner }))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }
        File.Move(next, file, overwrite: true);
        FolderFlush.Run(folder);
    }
}
