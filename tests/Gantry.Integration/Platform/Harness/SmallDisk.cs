using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Harness;

/// <summary>A disk in memory that is quickly full.</summary>
public sealed class SmallDisk : IAsyncDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("gs").FullName;

    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        var disk = new SmallDisk();
        await RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "gantry-test", disk.Folder);
        return disk;
    }

    /// <summary>Whoever writes from now on is told that there is no space.</summary>
    public void Fill()
    {
        using var file = File.Create(Path.Combine(Folder, "ballast"));
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public void MakeRoom() => File.Delete(Path.Combine(Folder, "ballast"));

    public Task MakeReadOnlyAsync() => RunAsync("mount", "-o", "remount,ro", Folder);

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", "-l", Folder);
        Directory.Delete(Folder);
    }

    private static async Task RunAsync(string program, params string[] words)
    {
        await using var run = ProgramRun.Start(program, words);
        (await run.EndAsync(TimeSpan.FromSeconds(20))).Expect(0);
    }
}
