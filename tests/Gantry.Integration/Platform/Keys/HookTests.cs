using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Keys;

/// <summary>Hooks through the whole platform.</summary>
[Collection(SideBySide.Left)]
public sealed class HookTests(SharedPlatform shared) : PlatformTest(shared), IClassFixture<SharedPlatform>
{
    private static string Compose(string start) => $$"""
        name: hooks
        services:
          box:
            image: {{TestImages.Busybox}}
            command: [sh, -c, "trap 'echo told >> /out/log; exit 0' TERM; while true; do sleep 0.1; done"]
            volumes: ["./out:/out"]
            stop_grace_period: 10s
            post_start: [{{start}}]
            pre_stop: [{ command: [sh, -c, "echo asked >> /out/log"] }, { command: ["false"] }]
        """;

    [Fact]
    public async Task Hooks_run_after_the_start_and_before_the_stop_and_a_release_whose_hooks_fail_is_taken_back()
    {
        var project = Platform.Project("hooks", Compose("{ command: [sh, -c, \"echo $$WHO $$(id -u) $$(pwd); exit 3\"], user: \"7\", working_dir: /bin, environment: { WHO: nobody } }"));
        project.Write("out/log", "");
        (await project.UpAsync()).Expect(1).Says("post_start[0] of box ended with exit code 3", "nobody 7 /bin");

        project.Compose(Compose("{ command: [sh, -c, \"echo started >> /out/log\"] }"));
        await project.LiveAsync();
        Assert.Equal(["started"], Said(project).Where(l => l == "started"));
        (await project.DownAsync()).Expect(0);
        Assert.Equal(["started", "asked", "told"], Said(project).SkipWhile(l => l != "started"));
    }

    private static string[] Said(Project project) => File.ReadAllLines(Path.Combine(project.Folder, "out/log"));
}
