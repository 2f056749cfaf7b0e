using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Keys;

/// <summary>Configs, secrets, terminals and missing networks through the whole platform.</summary>
[Collection(SideBySide.Left)]
public sealed class FilesTests(SharedPlatform shared) : PlatformTest(shared), IClassFixture<SharedPlatform>
{
    private const string Secret = "tell-nobody-1742";

    private static string Compose(string mode) => $$"""
        name: files
        services:
          quiet:
            image: {{TestImages.Busybox}}
            command: ["sh", "-c", "echo $$(cat /etc/site) $$(wc -c < /run/secrets/token) $$(stat -c '%a %u:%g' /run/secrets/token) $$(hostname) $$(ls /sys/class/net | tr '\\n' ' '); echo changed > /etc/site; exec sleep infinity"]
            network_mode: none
            hostname: library
            tty: true
            init: true
            read_only: true
            cap_add: [SYS_PTRACE]
            configs: [{ source: site, target: /etc/site }]
            secrets: [{ source: token, uid: "7", gid: "8", mode: "0440" }]
            x-gantry: { allow: [{ what: cap_add=SYS_PTRACE, reason: the profiler looks at its neighbours }] }
        configs: { site: { content: "mode {{mode}}" } }
        secrets: { token: { file: ./token } }
        """;

    [Fact]
    public async Task Files_reach_a_container_go_back_with_a_rollback_and_are_shown_nowhere()
    {
        var project = Platform.Project("files", Compose("one"));
        project.Write("token", Secret);
        var first = (await project.UpAsync()).Expect(0).Says("unsafe quiet: cap_add=SYS_PTRACE the profiler looks at its neighbours");
        await SaysAsync($"mode one {Secret.Length} 440 7:8 library lo");
        // The file is the platform's, and nobody in the container changes it.
        await SaysAsync("Read-only file system");

        project.Compose(Compose("two"));
        var plan = (await Platform.GantryAsync("plan", project.Folder)).Expect(2).Says("configs.site", "unsafe quiet");
        await project.LiveAsync();
        await SaysAsync("mode two");
        project.Write("token", Secret + "-more");
        (await Platform.GantryAsync("plan", project.Folder)).Expect(2).Says("secrets.token");

        var inspected = new List<ProgramResult> { first, plan };
        foreach (var what in (string[])["release/files.1", "files.quiet", "app/files"]) inspected.Add((await Platform.GantryAsync("inspect", what)).Expect(0));
        inspected[2].Says("•••", "/run/secrets/token");
        Assert.All(inspected, r => Assert.DoesNotContain(Secret, r.All, StringComparison.Ordinal));
        Assert.All(inspected, r => Assert.DoesNotContain(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Secret)), r.All, StringComparison.Ordinal));

        (await project.RollbackAsync()).Expect(0);
        await SaysAsync("mode one");
        Assert.NotEmpty(Delivered());
        (await project.DownAsync()).Expect(0);
        await Eventually.HoldsAsync("nothing is left of the files", TimeSpan.FromSeconds(30), () => Task.FromResult(Delivered().Length == 0));
    }

    private string[] Delivered() => Directory.Exists(Path.Combine(Platform.Home, "deliveries")) ? Directory.GetDirectories(Path.Combine(Platform.Home, "deliveries")) : [];

    private Task SaysAsync(string words) => Eventually.HoldsAsync($"the log says '{words}'", TimeSpan.FromSeconds(30),
        async () => (await Platform.GantryAsync("logs", "quiet", "--app", "files")).Out.Contains(words, StringComparison.Ordinal));
}
