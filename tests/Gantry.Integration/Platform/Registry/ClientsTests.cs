using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Registry;

/// <summary>The platform's registry with the programs that people use.</summary>
[Collection(SideBySide.Right)]
public sealed class ClientsTests(SharedPlatform shared) : PlatformTest(shared), IClassFixture<SharedPlatform>
{
    private RegistryClient Registry => new(Platform);

    [Fact]
    public async Task Its_address_stands_in_the_platform_s_status()
    {
        var status = await Platform.StatusAsync();
        Assert.Equal(Platform.Registry, (string)status["registry"]!);
        Assert.True((bool)status["images"]!["well"]!);
    }

    [Fact]
    public async Task Docker_pushes_removes_and_pulls()
    {
        var name = $"{Registry.Address}/docker/app:v1";
        (await RegistryClient.RunAsync("docker", "-H", "unix://" + Platform.EngineSocket, "tag", TestImages.Busybox, name)).Expect(0);
        (await RegistryClient.RunAsync("docker", "-H", "unix://" + Platform.EngineSocket, "push", "-q", name)).Expect(0);
        (await RegistryClient.RunAsync("docker", "-H", "unix://" + Platform.EngineSocket, "rmi", name)).Expect(0);
        (await RegistryClient.RunAsync("docker", "-H", "unix://" + Platform.EngineSocket, "pull", "-q", name)).Expect(0);
        (await RegistryClient.RunAsync("docker", "-H", "unix://" + Platform.EngineSocket, "rmi", name)).Expect(0);
        (await RegistryClient.SkopeoAsync("inspect", "--tls-verify=false", Registry.At("docker/app:v1"))).Expect(0).Says("docker/app");
    }

    [Fact]
    public async Task Skopeo_pushes_copies_lists_pulls_and_deletes_and_a_collection_frees_what_is_left()
    {
        var image = RandomImage.Make(Platform.Beside("image"), 3 << 20, 100, 70_000);
        (await Registry.PushAsync(image, "skopeo/app:v1")).Expect(0);
        (await RegistryClient.SkopeoAsync("copy", "-q", "--src-tls-verify=false", "--dest-tls-verify=false", Registry.At("skopeo/app:v1"), Registry.At("skopeo/copy:v2"))).Expect(0);
        (await RegistryClient.SkopeoAsync("list-tags", "--tls-verify=false", Registry.At("skopeo/copy"))).Expect(0).Says("v2");
        await Registry.PullsAsync("skopeo/copy:v2", image);
        (await Platform.GantryAsync("registry", "ls")).Expect(0).Says("skopeo/app", "v1", "skopeo/copy", "v2", "3.1 MiB");
        (await RegistryClient.SkopeoAsync("delete", "--tls-verify=false", Registry.At("skopeo/copy:v2"))).Expect(0);
        (await RegistryClient.SkopeoAsync("inspect", "--tls-verify=false", Registry.At("skopeo/copy:v2"))).Expect(1);
        (await Platform.GantryAsync("registry", "gc", "--grace", "0")).Expect(0);
        (await Platform.GantryAsync("registry", "gc", "--dry-run", "--grace", "0")).Expect(0).Says("tag v1 names it", "goes", "would go");
        (await Platform.GantryAsync("registry", "gc", "--grace", "0")).Expect(0).Says("freed");
        await Registry.PullsAsync("skopeo/app:v1", image);
        Assert.DoesNotContain("skopeo/copy", (await Platform.GantryAsync("registry", "ls", "--json")).Expect(0).All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_clients_push_the_same_layers_at_once()
    {
        var image = RandomImage.Make(Platform.Beside("same"), 6 << 20, 1 << 20);
        var pushed = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => Registry.PushAsync(image, $"same/app{n % 2}:v{n}")));
        Assert.All(pushed, p => p.Expect(0));
        await Registry.PullsAsync("same/app1:v3", image);
    }

    [Fact]
    public async Task A_client_that_is_killed_in_the_middle_leaves_nothing_to_see_and_may_come_again()
    {
        var image = RandomImage.Make(Platform.Beside("killed"), 96 << 20);
        await using (var push = RegistryClient.Begin("skopeo", "--insecure-policy", "copy", "-q", "--dest-tls-verify=false", $"dir:{image}", Registry.At("killed/app:v1")))
        {
            await Eventually.HoldsAsync("some of it has arrived", TimeSpan.FromSeconds(30), () => Registry.Arrived() > 1 << 20 || push.Ended);
            push.Kill();
        }

        (await RegistryClient.SkopeoAsync("inspect", "--tls-verify=false", Registry.At("killed/app:v1"))).Expect(1);
        (await Registry.PushAsync(image, "killed/app:v1")).Expect(0);
        await Registry.PullsAsync("killed/app:v1", image);
    }
}
