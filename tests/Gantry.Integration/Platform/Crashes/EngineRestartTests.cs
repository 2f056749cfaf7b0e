using System.Net;
using Gantry.Integration.Engine;
using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Crashes;

/// <summary>The engine ends and comes back, with and without goodbye, as when the machine is started anew.</summary>
public sealed class EngineRestartTests : PlatformTest
{
    [Fact]
    public async Task After_a_restart_of_the_engine_everything_serves_again_and_what_was_done_is_said()
    {
        await using var engine = new OwnEngine();
        await engine.StartAsync();
        var platform = await StartPlatformAsync(engine.Address["unix://".Length..]);
        var project = platform.Project("reborn", Compose("one"));
        Directory.CreateDirectory(Path.Combine(project.Folder, "site"));
        project.Copy(Busy.Box, "site/busybox");
        project.Write("site/Dockerfile", """
            FROM scratch
            COPY busybox /bin/
            RUN ["/bin/busybox", "--install", "/bin"]
            WORKDIR /www
            EXPOSE 8080
            ENTRYPOINT ["sh", "-c", "echo $VERSION > index.html; exec httpd -f -p 8080"]
            """);
        await project.LiveAsync();
        await project.Site.AnswersAsync("one\n");

        await engine.StopAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await project.Site.GetAsync()).Status);
        await engine.StartAsync();
        await ServesAgainAsync(platform, project);

        // As when the machine is started anew: the platform has gone as well.
        await engine.StopAsync();
        await TestPlatform.KillAsync(await platform.ServerProcessAsync());
        await engine.StartAsync();
        await platform.StartAgainAsync();
        await ServesAgainAsync(platform, project);
        Assert.False((bool)(await project.LiveAsync())["changed"]!);
        project.Compose(Compose("two"));
        await project.LiveAsync();
        await project.Site.AnswersAsync("two\n");
        await platform.DisposeAsync();
    }

    private static async Task ServesAgainAsync(TestPlatform platform, Project project)
    {
        await Ledger.BalancesAsync(platform);
        await Eventually.HoldsAsync("it answers", TimeSpan.FromSeconds(20), async () => (await project.Site.GetAsync()).Status == HttpStatusCode.OK);
        await project.Site.AnswersAsync("one\n");
        (await platform.GantryAsync("doctor")).Expect(0);
        (await platform.GantryAsync("platform", "status")).Expect(0);
    }

    private static string Compose(string version) => $$"""
        name: reborn
        services:
          web:
            build: ./site
            environment: { VERSION: {{version}} }
            stop_signal: SIGKILL
            deploy: { replicas: 2 }
            x-gantry: { route: { host: reborn.test } }
        """;
}
