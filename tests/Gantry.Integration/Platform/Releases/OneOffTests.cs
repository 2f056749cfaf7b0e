using Gantry.Integration.Platform.Harness;

namespace Gantry.Integration.Platform.Releases;

[Collection(SideBySide.Left)]
public sealed class OneOffTests(SharedPlatform shared) : PlatformTest(shared), IClassFixture<SharedPlatform>
{
    private static string Compose(string name, string version, string migrate) => Yaml.Web(name, version, replicas: 1,
        service: "depends_on: { migrate: { condition: service_completed_successfully } }",
        app: $$"""
              migrate:
                image: {{TestImages.Busybox}}
                command: ["sh", "-c", "{{migrate}}"]
                volumes: ["ledger:/ledger"]
                restart: "no"
            volumes: { ledger: }
            """);

    private const string Count = "echo once >> /ledger/runs; wc -l < /ledger/runs";

    [Fact]
    public async Task It_runs_once_for_each_release_before_what_waits_for_it()
    {
        var project = Platform.Project("once", Compose("once", "v1", Count));
        (await project.UpAsync()).Expect(0).Says("run migrate once and wait for it to succeed");
        Assert.EndsWith("1", (await Platform.GantryAsync("logs", "migrate", "--app", "once")).Expect(0).Out.TrimEnd(), StringComparison.Ordinal);
        Assert.False((bool)(await project.LiveAsync())["changed"]!);
        project.Compose(Compose("once", "v2", Count));
        await project.LiveAsync();
        await project.Site.AnswersAsync("v2");
        Assert.EndsWith("2", (await Platform.GantryAsync("logs", "migrate", "--app", "once")).Expect(0).Out.TrimEnd(), StringComparison.Ordinal);
        // What it did is not undone by going back, and it is not done again.
        (await project.RollbackAsync()).Expect(0).Says("What migrate did for release 2 is not undone");
        Assert.DoesNotContain("3", (await Platform.GantryAsync("logs", "migrate", "--app", "once")).Expect(0).Out.Split('|')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_fails_stops_the_release_and_shows_its_last_lines()
    {
        var project = Platform.Project("halts", Compose("halts", "v1", Count));
        await project.LiveAsync();
        var before = await project.ContainersAsync();
        project.Compose(Compose("halts", "v2", "echo the table is locked >&2; exit 4"));
        (await project.UpAsync()).Expect(1).Says("services.migrate", "exit code 4", "the table is locked", "release 1 still serves");
        await project.Site.AnswersAsync("v1");
        Assert.Superset(before.Where(c => c.Service == "web").Select(c => c.Id).ToHashSet(), (await project.ContainersAsync()).Select(c => c.Id).ToHashSet());
    }
}
