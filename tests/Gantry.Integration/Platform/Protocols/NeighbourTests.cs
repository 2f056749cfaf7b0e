using Gantry.Integration.Platform.Harness;

namespace Gantry.Integration.Platform.Protocols;

/// <summary>Apps live apart: a name or an address of another app leads nowhere.</summary>
[Collection(SideBySide.Right)]
public sealed class NeighbourTests(SharedPlatform shared) : PlatformTest(shared), IClassFixture<SharedPlatform>
{
    [Fact]
    public async Task A_container_of_one_app_is_refused_by_the_services_of_another()
    {
        var project = Platform.Project("target", Yaml.Web("target", "v1", replicas: 1));
        await project.LiveAsync();
        var route = (await Platform.Api.ResourcesAsync("Route")).Single(r => (string)r["name"]! == "target.web");
        var address = (string)route["spec"]!["address"]!;
        var container = (string)(await Platform.Api.ResourcesAsync("Replica")).Single(r => (string)r["spec"]!["app"]! == "target")["status"]!["address"]!;
        await Platform.Project("intruder", $$"""
            name: intruder
            services:
              box:
                image: {{TestImages.Busybox}}
                command: [sleep, "1000000"]
                stop_signal: SIGKILL
            """).LiveAsync();
        foreach (var url in (string[])[$"http://{address}:8080/", $"http://{container}:8080/", "http://web:8080/"])
        {
            var run = await Platform.GantryAsync("run", "box", "--app", "intruder", "--", "wget", "-T", "3", "-qO-", url);
            Assert.NotEqual(0, run.Exit);
            Assert.DoesNotContain("v1", run.Out, StringComparison.Ordinal);
        }
    }
}
