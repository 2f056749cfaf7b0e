using System.Runtime.InteropServices;

namespace Gantry.Engine.Images;

/// <summary>
/// Tells whether a file may have changed without reading it. Unlike the time of the last write, which anybody can set, the
/// system's own time of change moves with every change.
/// </summary>
/// <param name="Inode">Another file under the same name has another.</param>
/// <param name="Changed">Nanoseconds since 1970.</param>
public readonly partial record struct FileStamp(ulong Inode, long Changed)
{
    /// <summary>Zeros where the system does not tell.</summary>
    public static FileStamp Of(string path)
    {
        try
        {
            var stat = default(Statx);
            return statx(CurrentFolder, path, NoFollow, InodeAndChange, ref stat) == 0
                ? new FileStamp(stat.Inode, (stat.ChangeSeconds * 1_000_000_000) + stat.ChangeNanoseconds) : default;
        }
        catch (EntryPointNotFoundException)
        {
            return default;
        }
    }

    private const int CurrentFolder = -100, NoFollow = 0x100;
    private const uint InodeAndChange = 0x100 | 0x80;

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, ref Statx stat);

    /// <summary>The kernel's layout, the same on every processor.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Statx
    {
        [FieldOffset(32)] public ulong Inode;
        [FieldOffset(96)] public long ChangeSeconds;
        [FieldOffset(104)] public uint ChangeNanoseconds;
    }
}
