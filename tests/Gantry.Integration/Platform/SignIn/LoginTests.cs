using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Platform.Registry;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.SignIn;

/// <summary>Images that a registry gives to one account only, and the password of it, which nobody sees.</summary>
[Collection(SideBySide.Right)]
public sealed class LoginTests : PlatformTest
{
    [Fact]
    public async Task With_a_password_private_images_are_pulled_built_on_and_signed_and_the_password_is_nowhere()
    {
        var (platform, commands) = await StartAsync();
        await using var watched = commands;
        await using var registry = await PrivateRegistry.WithPasswordsAsync(platform.Beside("registry"));
        await registry.PushAsync(TestImages.Responder, "team/web:1");
        var project = platform.Project("signed-in", Yaml.Web("signed-in", "v1", replicas: 1).Replace(TestImages.Responder, $"{registry.Address}/team/web:1", StringComparison.Ordinal));
        var said = new List<ProgramResult>
        {
            (await project.UpAsync()).Expect(1).Says("team/web:1", $"gantry registry login {registry.Address}"),
            (await LoginAsync(platform, registry, "wrong-" + PrivateRegistry.Password)).Expect(1).Says(registry.Address, "does not let deployer in (401)", "sign in again"),
            (await platform.GantryAsync("registry", "logins")).Expect(0).Says("signed in nowhere"),
            (await platform.GantryAsync("registry", "login", registry.Address, "--username", PrivateRegistry.User)).Expect(1).Says("--password-stdin"),
            (await platform.GantryAsync("registry", "login", platform.Registry, "--username", "x", "--password-stdin")).Expect(1).Says("password is empty"),
            (await LoginAsync(platform, registry, PrivateRegistry.Password)).Expect(0).Says($"Signed in at {registry.Address} as deployer"),
            (await platform.GantryAsync("registry", "logins", "--json")).Expect(0).Says(registry.Address, "deployer"),
            (await project.UpAsync()).Expect(0),
        };
        Assert.Equal("v1", (await project.Site.GetAsync("/")).Body);

        // What a step of a build fetches comes from there as well.
        project.Write("Dockerfile", $"FROM {registry.Address}/team/web:1\nCOPY --from={registry.Address}/team/other:1 /bin/busybox /bin/other\n");
        await registry.PushAsync(TestImages.Busybox, "team/other:1");
        project.Compose(Yaml.Web("signed-in", "v2", replicas: 1).Replace($"image: {TestImages.Responder}", "build: .", StringComparison.Ordinal));
        said.Add((await project.UpAsync()).Expect(0));
        Assert.Equal("v2", (await project.Site.GetAsync("/")).Body);

        said.Add((await platform.GantryAsync("sign", $"{registry.Address}/team/web:1")).Expect(0).Says("is signed"));
        said.Add((await platform.GantryAsync("verify", $"{registry.Address}/team/web:1")).Expect(0).Says("cosign-v2", "cosign-v3"));

        // Kept over a restart, and gone when it is to be gone.
        await TestPlatform.KillAsync(await platform.ServerProcessAsync());
        await platform.StartAgainAsync();
        said.Add((await platform.GantryAsync("verify", $"{registry.Address}/team/web:1")).Expect(0));
        said.Add((await platform.GantryAsync("registry", "logout", registry.Address)).Expect(0));
        said.Add((await platform.GantryAsync("verify", $"{registry.Address}/team/web:1")).Expect(1).Says("lets nobody in", "gantry registry login"));
        said.Add((await platform.GantryAsync("registry", "logout", registry.Address)).Expect(1).Says("not signed in there"));
        said.Add((await platform.GantryAsync("history")).Expect(0));
        Assert.Contains(await platform.Api.EventsAsync(), e => e.ToJsonString().Contains("signed in as deployer", StringComparison.Ordinal));
        await NowhereAsync(platform, said, await commands.StopAsync());
        await ForgetAsync(platform, $"{registry.Address}/team/web:1", $"{registry.Address}/team/other:1");
    }

    [Fact]
    public async Task With_tokens_and_with_what_docker_knows()
    {
        var (platform, commands) = await StartAsync();
        await using var watched = commands;
        await using var authority = await TokenAuthority.StartAsync();
        await using var registry = await PrivateRegistry.WithTokensAsync(platform.Beside("registry"), authority);
        await registry.PushAsync(TestImages.Responder, "team/api:1");
        var project = platform.Project("by-token", Yaml.Web("by-token", "v1", replicas: 1).Replace(TestImages.Responder, $"{registry.Address}/team/api:1", StringComparison.Ordinal));
        Docker(platform, $$$"""{"auths":{"{{{registry.Address}}}":{}},"credsStore":"pass"}""");
        var said = new List<ProgramResult> { (await project.UpAsync()).Expect(1).Says("leaves the password", registry.Address, "does not run") };
        Docker(platform, PrivateRegistry.DockerConfig(registry.Address));
        said.Add((await project.UpAsync()).Expect(0));
        Assert.Equal("v1", (await project.Site.GetAsync("/")).Body);
        Assert.Contains($"{TokenAuthority.Service} repository:team/api:pull", authority.Given);

        // It went along with that plan; the platform itself is nobody there still.
        said.Add((await platform.GantryAsync("registry", "logins")).Expect(0).Says("signed in nowhere"));
        said.Add((await platform.GantryAsync("verify", $"{registry.Address}/team/api:1")).Expect(1).Says("gantry registry login"));
        said.Add((await LoginAsync(platform, registry, "wrong-" + PrivateRegistry.Password)).Expect(1).Says("does not let deployer in"));
        said.Add((await LoginAsync(platform, registry, PrivateRegistry.Password)).Expect(0));
        said.Add((await platform.GantryAsync("sign", $"{registry.Address}/team/api:1")).Expect(0).Says("is signed"));
        said.Add((await platform.GantryAsync("verify", $"{registry.Address}/team/api:1")).Expect(0).Says("is signed"));
        await NowhereAsync(platform, said, await commands.StopAsync());
        await ForgetAsync(platform, $"{registry.Address}/team/api:1");
    }

    private async Task<(TestPlatform Platform, Background<string> Commands)> StartAsync()
    {
        var platform = Own(new TestPlatform());
        platform.Set("DOCKER_CONFIG", Directory.CreateDirectory(platform.Beside("docker")).FullName);
        await platform.StartAgainAsync();
        return (platform, new Background<string>(Processes.Saying(PrivateRegistry.Password)));
    }

    private static void Docker(TestPlatform platform, string config) => File.WriteAllText(Path.Combine(platform.Beside("docker"), "config.json"), config);

    private static async Task<ProgramResult> LoginAsync(TestPlatform platform, PrivateRegistry registry, string password)
    {
        var file = platform.Beside("password");
        await File.WriteAllTextAsync(file, password + "\n", TestContext.Current.CancellationToken);
        return await platform.GantryReadingAsync(file, "registry", "login", registry.Address, "--username", PrivateRegistry.User, "--password-stdin");
    }

    /// <summary>Whatever the platform and its commands have written, and the command lines of all programs meanwhile.</summary>
    private static async Task NowhereAsync(TestPlatform platform, IEnumerable<ProgramResult> said, IReadOnlyList<string> commands)
    {
        Assert.Empty(commands);
        var events = string.Join('\n', (await platform.Api.EventsAsync()).Select(e => e.ToJsonString()));
        foreach (var secret in PrivateRegistry.Secrets)
        {
            Assert.All(said, s => Assert.DoesNotContain(secret, s.All, StringComparison.Ordinal));
            Assert.DoesNotContain(secret, events, StringComparison.Ordinal);
        }

        var secrets = platform.Beside("secrets");
        await File.WriteAllLinesAsync(secrets, PrivateRegistry.Secrets, TestContext.Current.CancellationToken);
        // It would be found where it is.
        (await SearchAsync(secrets, platform.Beside("password"))).Expect(0);
        (await SearchAsync(secrets, platform.Home)).Expect(1);
    }

    /// <summary>By grep, which minds no locks, and without the secret on its command line.</summary>
    private static Task<ProgramResult> SearchAsync(string secrets, string place) => RegistryClient.RunAsync("grep", "-r", "-l", "-s", "-a", "-F", "-D", "skip", "-f", secrets, place);

    private static async Task ForgetAsync(TestPlatform platform, params string[] images)
    {
        foreach (var image in images) await RegistryClient.RunAsync("docker", "-H", "unix://" + platform.EngineSocket, "rmi", "-f", image);
    }
}
