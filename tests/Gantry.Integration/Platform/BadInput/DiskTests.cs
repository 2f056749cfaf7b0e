using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.BadInput;

/// <summary>The platform's home is full, or not to be written.</summary>
public sealed class DiskTests : PlatformTest
{
    [Fact]
    public async Task A_full_disk_refuses_the_release_and_leaves_what_runs_alone()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 24);
        var platform = Own(new TestPlatform(home: Path.Combine(disk.Folder, "h")));
        await platform.StartAgainAsync();
        var project = platform.Project("full", Yaml.Web("full", "v1"));
        await project.LiveAsync();
        var before = await project.ContainersAsync();
        disk.Fill();
        project.Compose(Yaml.Web("full", "v2"));
        (await project.UpAsync()).Expect(1).Says(platform.Home, "space");
        await project.Site.AnswersAsync("v1");
        Assert.Equal(before.Select(c => c.Id), (await project.ContainersAsync()).Select(c => c.Id));
        disk.MakeRoom();
        await project.LiveAsync();
        await project.Site.AnswersAsync("v2");
        await platform.DisposeAsync();
    }

    [Fact]
    public async Task A_home_that_cannot_be_made_is_named_with_the_remedy()
    {
        var work = Directory.CreateTempSubdirectory("gd").FullName;
        var file = Path.Combine(work, "file");
        await File.WriteAllTextAsync(file, "in the way", TestContext.Current.CancellationToken);
        var platform = Own(new TestPlatform(home: Path.Combine(file, "h")));
        (await platform.GantryAsync("platform", "start", "-y")).Expect(1).Says(platform.Home, "GANTRY_HOME");
        Directory.Delete(work, recursive: true);
    }

    [Fact]
    public async Task A_home_on_a_disk_that_is_read_only_is_named_with_the_remedy()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 24);
        Directory.CreateDirectory(Path.Combine(disk.Folder, "h", "log"));
        await disk.MakeReadOnlyAsync();
        var platform = Own(new TestPlatform(home: Path.Combine(disk.Folder, "h")));
        (await platform.GantryAsync("platform", "start", "-y")).Expect(1).Says(platform.Home, "GANTRY_HOME");
        Assert.Empty(Processes.Of(platform.Home, "gantryd"));
    }
}

/// <summary>A disk in memory that is quickly full.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("gs").FullName;

    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        var disk = new SmallDisk();
        await RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "gantry-test", disk.Folder);
        return disk;
    }

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
