using Gantry.Resources.Platforms;

namespace Gantry.Trust;

/// <summary>Files that are there whole, also after the power failed.</summary>
internal static class Durable
{
    /// <summary>Flushes the new file, gives it the old one's name, and flushes the folder that says so.</summary>
    public static void Replace(string next, string path)
    {
        using (var file = new FileStream(next, FileMode.Open, FileAccess.ReadWrite)) file.Flush(flushToDisk: true);
        File.Move(next, path, overwrite: true);
        FolderFlush.Run(Path.GetDirectoryName(path)!);
    }
}
