using Gantry.Integration.Platform.Harness;

namespace Gantry.Integration.Platform.BadInput;

/// <summary>The platform's home cannot be made or written from the first. What becomes of it when it breaks under a running one is in Faults.</summary>
[Collection(SideBySide.Left)]
public sealed class DiskTests : PlatformTest
{
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
