using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Commands;

/// <summary>Values of variables may be secret: they reach the container and nobody's eyes.</summary>
[Collection(SideBySide.Left)]
public sealed class SecretsTests(SharedPlatform shared) : PlatformTest(shared), IClassFixture<SharedPlatform>
{
    private const string Secret = "tell-nobody-4711";

    [Fact]
    public async Task A_value_reaches_its_container_and_is_shown_nowhere()
    {
        var project = Platform.Project("hush", Compose("v1"));
        project.Write("secrets.env", $"FROM_FILE={Secret}-file\n");
        await using var commands = new Background<string>(Processes.Saying(Secret));
        var up = (await project.UpAsync()).Expect(0);
        Assert.Equal(Secret, (await project.Site.GetAsync("/variable?name=KEY")).Body);
        Assert.Equal(Secret + "-file", (await project.Site.GetAsync("/variable?name=FROM_FILE")).Body);
        project.Compose(Compose("v2").Replace(Secret, Secret + "-changed", StringComparison.Ordinal));
        var plan = (await Platform.GantryAsync("plan", project.Folder)).Expect(2).Says("environment.KEY");
        var json = (await project.UpAsync("--json")).Expect(0);
        // A failure has more to say, and must not say this either.
        project.Compose(Compose("v3").Replace("VERSION: v3", "VERSION: v3, EXIT: '1'", StringComparison.Ordinal));
        var failed = (await project.UpAsync()).Expect(1);
        var rest = new List<ProgramResult> { up, plan, json, failed };
        foreach (var name in (string[])["hush", "app/hush", "release/hush.1", "rollout/hush.1", "hush.web", "hush.web.2.1"])
            rest.Add((await Platform.GantryAsync("inspect", name)).Expect(0));
        foreach (var words in (string[][])[["ps"], ["history"], ["ps", "--json"], ["history", "--json"], ["doctor"], ["plan", project.Folder, "--json"], ["lint", project.Folder]])
            rest.Add(await Platform.GantryAsync(words));
        Assert.All(rest, r => Assert.DoesNotContain(Secret, r.All, StringComparison.Ordinal));
        (await Platform.GantryAsync("inspect", "release/hush.1")).Says("KEY", "•••");
        Assert.DoesNotContain(await Platform.Api.EventsAsync(), e => e.ToJsonString().Contains(Secret, StringComparison.Ordinal));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Platform.Home, "log")))
            Assert.DoesNotContain(Secret, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.DoesNotContain(await commands.StopAsync(), line => line.Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_platform_keeps_is_its_owners_alone()
    {
        await Platform.StatusAsync();
        var open = Directory.EnumerateFileSystemEntries(Platform.Home, "*", SearchOption.AllDirectories).Append(Platform.Home)
            .Where(f => (File.GetUnixFileMode(f) & (UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0 && IsReachable(f)).ToList();
        Assert.Empty(open);
    }

    private static string Compose(string version) => Yaml.Web("hush", version, replicas: 1, service: "env_file: secrets.env")
        .Replace($"VERSION: {version}", $"VERSION: {version}, KEY: {Secret}", StringComparison.Ordinal);

    /// <summary>What is open inside of a closed folder is closed.</summary>
    private bool IsReachable(string path)
    {
        for (var folder = Path.GetDirectoryName(path)!; folder.StartsWith(Platform.Home, StringComparison.Ordinal); folder = Path.GetDirectoryName(folder)!)
            if ((File.GetUnixFileMode(folder) & UnixFileMode.OtherExecute) == 0) return false;
        return true;
    }
}
