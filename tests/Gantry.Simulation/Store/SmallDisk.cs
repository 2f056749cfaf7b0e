using System.Diagnostics;

namespace Gantry.Simulation.Store;

/// <summary>A real file system of a few megabytes that can be filled to the last byte. Needs root, as the whole suite does.</summary>
internal sealed class SmallDisk : IDisposable
{
    public SmallDisk(int megabytes)
    {
        Path = Directory.CreateTempSubdirectory("gantry-disk-").FullName;
        Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "gantry-test", Path);
    }

    public string Path { get; }
    private string Filler => System.IO.Path.Combine(Path, "filler");

    /// <summary>Takes all space that is left.</summary>
    public void Fill()
    {
        using var file = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 1);
        var block = new byte[4096];
        try
        {
            while (true) file.Write(block);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public void MakeRoom() => File.Delete(Filler);

    public void ReadOnly(bool on) => Run("mount", "-o", on ? "remount,ro" : "remount,rw", Path);

    public void Dispose()
    {
        Run("umount", "-l", Path);
        Directory.Delete(Path);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {said} This test mounts a small disk and needs root.");
    }
}
