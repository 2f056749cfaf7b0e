using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Commands;

[Collection(SideBySide.Left)]
public sealed class RunAndLogsTests(SharedPlatform shared) : PlatformTest(shared), IClassFixture<SharedPlatform>
{
    private static readonly string Compose = Yaml.Web("tools", "v1", replicas: 1, app: $$"""
              box:
                image: {{TestImages.Busybox}}
                command: ["sh", "-c", "echo the box is open; exec sleep 1000000"]
                stop_signal: SIGKILL
            """);

    [Fact]
    public async Task Run_shows_what_the_command_writes_and_ends_with_its_code()
    {
        var project = await LiveAsync("tools");
        var run = await Platform.GantryAsync("run", "box", "--app", "tools", "--", "sh", "-c", "echo out; echo err >&2; exit 5");
        run.Expect(5);
        Assert.Equal(("out", "err"), (run.Out.Trim(), run.Error.Trim()));
        (await Platform.GantryAsync("run", "box", "--app", "tools", "--", "true")).Expect(0);
        // It reaches the other services by their names, as the service itself does.
        (await Platform.GantryAsync("run", "box", "--app", "tools", "--", "sh", "-c", "wget -qO- http://web:8080/; echo")).Expect(0).Says("v1");
        (await Platform.GantryAsync("run", "bax", "--app", "tools", "--", "true")).Expect(1).Says("no service bax", "box");
        (await Platform.GantryAsync("run", "box", "--app", "tools", "--", "/no/such/program")).Says("/no/such/program");
        Assert.Equal(2, (await project.ContainersAsync()).Count(c => c.Runs));
    }

    [Fact]
    public async Task Logs_shows_the_lines_of_all_services_of_one_and_the_last_ones()
    {
        await LiveAsync("tools");
        (await Platform.GantryAsync("logs", "--app", "tools")).Expect(0).Says("the box is open", "responder v1 listens");
        var one = (await Platform.GantryAsync("logs", "web", "--app", "tools", "--tail", "1")).Expect(0);
        Assert.Single(one.Lines);
        Assert.DoesNotContain("box", one.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_follows_until_it_is_interrupted()
    {
        var project = await LiveAsync("tools");
        await using var logs = Platform.Begin("logs", "web", "--app", "tools", "-f");
        await Eventually.HoldsAsync("what was written before", TimeSpan.FromSeconds(10), () => Shows(logs, "responder v1 listens"));
        await project.Site.GetAsync("/say?text=something%20new");
        await Eventually.HoldsAsync("what was written since", TimeSpan.FromSeconds(10), () => Shows(logs, "something new"));
        Assert.False(logs.Ended);
        logs.Interrupt();
        await logs.EndAsync(TimeSpan.FromSeconds(5));
    }

    private async Task<Project> LiveAsync(string name)
    {
        var project = Platform.Project(name, Compose);
        await project.LiveAsync();
        return project;
    }

    private static bool Shows(ProgramRun run, string words) => run.Lines.Any(l => l.Contains(words, StringComparison.Ordinal));
}
