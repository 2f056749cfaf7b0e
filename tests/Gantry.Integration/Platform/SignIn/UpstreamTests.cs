using System.Text.Json.Nodes;
using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Platform.Registry;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.SignIn;

/// <summary>A private registry's images through the platform's, by the real engine.</summary>
[Collection(SideBySide.Right)]
public sealed class UpstreamTests : PlatformTest
{
    [Fact]
    public async Task What_runs_from_a_copy_is_kept_and_runs_on_when_the_upstream_is_away()
    {
        var platform = Own(new TestPlatform());
        platform.Set("DOCKER_CONFIG", Directory.CreateDirectory(platform.Beside("docker")).FullName);
        await platform.StartAgainAsync();
        var registry = await PrivateRegistry.WithPasswordsAsync(platform.Beside("registry"));
        await registry.PushAsync(TestImages.Responder, "team/web:1");
        (await platform.GantryAsync("registry", "upstream", "add", "Team", registry.Address)).Expect(1).Says("lower-case letters");
        (await platform.GantryAsync("registry", "upstream", "add", "up", platform.Registry)).Expect(1).Says("platform's own registry");
        (await platform.GantryAsync("registry", "upstream", "add", "up", $"http://{registry.Address}/")).Expect(0).Says($"{platform.Registry}/up/… comes from {registry.Address}/…");
        (await platform.GantryAsync("registry", "upstream", "add", "up", "docker.io")).Expect(1).Says($"This name is for {registry.Address}");
        (await platform.GantryAsync("registry", "upstream", "list")).Expect(0).Says("up", registry.Address);

        var image = $"{platform.Registry}/up/team/web:1";
        var project = platform.Project("copied", Yaml.Web("copied", "v1", replicas: 1).Replace(TestImages.Responder, image, StringComparison.Ordinal));
        // Nobody is signed in there yet.
        (await project.UpAsync()).Expect(1).Says("team/web:1");
        var file = platform.Beside("password");
        await File.WriteAllTextAsync(file, PrivateRegistry.Password, TestContext.Current.CancellationToken);
        (await platform.GantryReadingAsync(file, "registry", "login", registry.Address, "-u", PrivateRegistry.User, "--password-stdin")).Expect(0);
        (await project.UpAsync()).Expect(0);
        Assert.Equal("v1", (await project.Site.GetAsync("/")).Body);

        // The engine may have had the layers already: another client pulls them all.
        using var http = new HttpClient();
        var manifest = JsonNode.Parse(await http.GetStringAsync($"http://{platform.Registry}/v2/up/team/web/manifests/1", TestContext.Current.CancellationToken))!;
        await PullsAsync(http, platform, manifest);
        await registry.DisposeAsync();
        (await RegistryClient.RunAsync("docker", "-H", "unix://" + platform.EngineSocket, "pull", "-q", image)).Expect(0);
        (await platform.GantryAsync("registry", "ls")).Expect(0).Says("up/team/web");
        (await platform.GantryAsync("registry", "gc", "--dry-run", "--grace", "0")).Expect(0).Says("production/copied.1 (web) needs it");
        (await platform.GantryAsync("registry", "upstream", "remove", "up")).Expect(0);
        for (var n = 0; n < 3; n++) (await platform.GantryAsync("registry", "gc", "--grace", "0")).Expect(0);
        await PullsAsync(http, platform, manifest);
        await RegistryClient.RunAsync("docker", "-H", "unix://" + platform.EngineSocket, "rmi", "-f", image);
    }

    private static async Task PullsAsync(HttpClient http, TestPlatform platform, JsonNode manifest)
    {
        foreach (var part in manifest["layers"]!.AsArray().Append(manifest["config"]))
            Assert.NotEmpty(await http.GetByteArrayAsync($"http://{platform.Registry}/v2/up/team/web/blobs/{(string)part!["digest"]!}", TestContext.Current.CancellationToken));
    }
}
