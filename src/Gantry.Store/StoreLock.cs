using System.Globalization;

namespace Gantry.Store;

/// <summary>
/// Keeps a second process out of a store. The lock is the kernel's (flock) and ends with the process however it ends; the
/// number beside it is for the message alone.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    /// <summary>Null when another process has it; its id when it is known.</summary>
    public static StoreLock? Take(string directory, out int? owner)
    {
        owner = null;
        var pid = Path.Combine(directory, "pid");
        FileStream file;
        try
        {
            // FileShare.None is flock(LOCK_EX) here.
            file = new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException taken) when (taken.HResult is 11 or 35 || taken.Message.Contains("used by another process", StringComparison.Ordinal))
        {
            owner = Read(pid);
            return null;
        }
        Write(pid);
        return new StoreLock(file);
    }

    public void Dispose() => _file.Dispose();

    private static int? Read(string path)
    {
        try
        {
            return int.TryParse(File.ReadAllText(path), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static void Write(string path)
    {
        try
        {
            File.WriteAllText(path, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            // The disk is full. The lock holds all the same.
        }
    }
}
