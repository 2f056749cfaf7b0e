using System.Runtime.InteropServices;

namespace Gantry.Resources.Platforms;

/// <summary>A file's name is on the disk when its folder has been flushed.</summary>
public static partial class FolderFlush
{
    /// <exception cref="IOException">It cannot be flushed.</exception>
    public static void Run(string folder)
    {
        var handle = Open(folder, 0);
        if (handle < 0) throw new IOException($"{folder} cannot be opened to be flushed (errno {Marshal.GetLastPInvokeError()}).");
        try
        {
            if (Fsync(handle) != 0) throw new IOException($"{folder} cannot be flushed (errno {Marshal.GetLastPInvokeError()}).");
        }
        finally
        {
            _ = Close(handle);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int handle);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int handle);
}
