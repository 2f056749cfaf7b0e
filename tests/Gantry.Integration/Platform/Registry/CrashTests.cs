using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Registry;

/// <summary>The registry dies, or its disk is full, or its port is somebody else's.</summary>
[Collection(SideBySide.Left)]
public sealed class CrashTests : PlatformTest
{
    private static int Rounds => Checkout.Nightly ? 30 : 2;

    [Fact]
    public async Task Killed_in_the_middle_of_pushes_it_shows_nothing_that_is_not_whole()
    {
        var platform = await StartPlatformAsync();
        var registry = new RegistryClient(platform);
        var image = RandomImage.Make(platform.Beside("image"), 24 << 20, 1 << 20, 500);
        for (var round = 0; round < Rounds; round++)
        {
            var fresh = RandomImage.Make(platform.Beside($"fresh{round}"), 8 << 20, 2000);
            await using (var push = RegistryClient.Begin("skopeo", "--insecure-policy", "copy", "-q", "--dest-tls-verify=false", $"dir:{image}", registry.At($"crash/app:v{round}")))
            await using (var other = RegistryClient.Begin("skopeo", "--insecure-policy", "copy", "-q", "--dest-tls-verify=false", $"dir:{fresh}", registry.At($"crash/other:v{round}")))
            {
                await Eventually.HoldsAsync("something has arrived", TimeSpan.FromSeconds(30), () => registry.Arrived() > (round % 4 << 20) || (push.Ended && other.Ended));
                await TestPlatform.KillAsync(await platform.ServerProcessAsync());
            }

            await platform.StartAgainAsync();
            await registry.WholeAsync();
            (await registry.PushAsync(fresh, $"crash/other:v{round}")).Expect(0);
            await registry.PullsAsync($"crash/other:v{round}", fresh);
            Directory.Delete(fresh, recursive: true);
        }

        (await registry.PushAsync(image, "crash/app:last")).Expect(0);
        Assert.True(await registry.WholeAsync() >= 3);
    }

    [Fact]
    public async Task A_full_disk_is_said_loses_nothing_and_is_over_when_there_is_room()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 64);
        var platform = Own(new TestPlatform(home: Path.Combine(disk.Folder, "h")));
        await platform.StartAgainAsync();
        var registry = new RegistryClient(platform);
        var (small, large) = (RandomImage.Make(platform.Beside("small"), 1 << 20), RandomImage.Make(platform.Beside("large"), 30 << 20));
        (await registry.PushAsync(small, "full/small:v1")).Expect(0);
        disk.Fill();
        var refused = await registry.PushAsync(large, "full/large:v1");
        Assert.NotEqual(0, refused.Exit);
        Assert.Contains("507", refused.All, StringComparison.Ordinal);
        await registry.PullsAsync("full/small:v1", small);
        disk.MakeRoom();
        (await registry.PushAsync(large, "full/large:v1")).Expect(0);
        await registry.PullsAsync("full/large:v1", large);
        // The disk goes before the platform would be taken down.
        foreach (var process in Processes.Of(platform.Home, "gantryd")) await TestPlatform.KillAsync(process);
        platform.Failed();
        await platform.DisposeAsync();
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_and_the_platform_runs_and_takes_it_when_it_is_free()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var address = taken.LocalEndpoint.ToString()!;
        var platform = Own(new TestPlatform(variables: new Dictionary<string, string> { ["GANTRY_REGISTRY"] = address }));
        await platform.StartAgainAsync();
        var status = await platform.StatusAsync();
        Assert.Null(status["registry"]);
        Assert.Contains("in use by another program", (string)status["images"]!["text"]!, StringComparison.Ordinal);
        (await platform.GantryAsync("platform", "status")).Says("GANTRY_REGISTRY");
        taken.Stop();
        await Eventually.BecomesAsync("it listens", TimeSpan.FromSeconds(20), platform.StatusAsync, s => (string?)s["registry"] == address);
    }

    [Theory]
    [InlineData("0.0.0.0:5055"), InlineData("127.0.0.1:0"), InlineData("https://registry.example"), InlineData("127.0.0.1:5055 x")]
    public async Task An_address_that_cannot_be_one_is_refused_with_the_remedy(string address)
    {
        var platform = Own(new TestPlatform(variables: new Dictionary<string, string> { ["GANTRY_REGISTRY"] = address }));
        (await platform.GantryAsync("platform", "start", "-y")).Expect(1).Says("GANTRY_REGISTRY", "127.0.0.1:5055");
    }
}
