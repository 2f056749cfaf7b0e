using Gantry.Integration.Platform.Harness;

namespace Gantry.Integration.Platform.BadInput;

/// <summary>Files that cannot be meant: each is refused with its place, the cause and the remedy, before anything is touched.</summary>
[Collection(SideBySide.Left)]
public sealed class FileTests(SteadyApp steady) : PlatformTest(steady.Shared), IClassFixture<SteadyApp>
{
    private static string With(string line, string web = "") => $$"""
        name: steady
        services:
          web:
            image: {{TestImages.Responder}}
        {{Yaml.Indent(line, 4)}}
            x-gantry: { route: { host: steady.test } {{web}} }
        """;

    [Fact]
    public Task A_syntax_error() => RefusedAsync(With("ports: [ 80").Replace("x-gantry", "]]x-gantry", StringComparison.Ordinal), "compose.yaml:");

    [Fact]
    public Task An_unknown_key() => RefusedAsync(With("imagee: x"), "compose.yaml:5:5", "'imagee'", "Did you mean 'image'?");

    [Fact]
    public Task A_key_that_is_not_supported() => RefusedAsync(With("privileged: true"), "compose.yaml:5:5", "privileged");

    [Fact]
    public Task An_unknown_service_in_depends_on() => RefusedAsync(With("depends_on: [databse]"), "compose.yaml:5:", "databse");

    [Fact]
    public Task A_cycle() => RefusedAsync(With("depends_on: [api]") + $$"""

          api:
            image: {{TestImages.Responder}}
            depends_on: [web]
        """, "compose.yaml:", "web", "api", "depends_on");

    [Fact]
    public Task A_missing_env_file() => RefusedAsync(With("env_file: secrets.env"), "compose.yaml:5:15", "secrets.env", "does not exist", "Create secrets.env");

    [Fact]
    public Task A_missing_variable() => RefusedAsync(With("environment: { KEY: '${SHOP_KEY:?ask the crane crew for it}' }"), "compose.yaml:5:", "SHOP_KEY", "ask the crane crew for it");

    [Fact]
    public Task A_bad_port() => RefusedAsync(With("ports: ['99999:8080']"), "compose.yaml:5:", "99999");

    [Fact]
    public Task A_bad_duration() => RefusedAsync(With("stop_grace_period: 5 parsecs"), "compose.yaml:5:", "5 parsecs", "10s");

    [Fact]
    public Task A_bad_duration_of_gantrys_own() => RefusedAsync(With("", ", readyWithin: soon"), "compose.yaml:6:", "soon");

    [Fact]
    public Task Two_faults_are_both_said() => RefusedAsync(With("imagee: x\nstop_grace_period: 5 parsecs"), "compose.yaml:5:5", "'imagee'", "compose.yaml:6:", "5 parsecs");

    [Fact]
    public async Task No_compose_file_at_all()
    {
        var result = await Platform.GantryAsync("up", Platform.Home, "-y");
        result.Expect(1).Says("compose.yaml");
        await steady.UntouchedAsync();
    }

    [Fact]
    public async Task With_json_the_last_line_says_that_it_failed()
    {
        steady.Project.Compose(With("imagee: x"));
        var up = (await steady.Project.UpAsync("--json")).Expect(1);
        Assert.Equal("failed", (string?)up.Last["result"]);
        Assert.Contains(up.Lines, l => l.Contains("compose.unknown-key", StringComparison.Ordinal) && l.Contains("compose.yaml:5:5", StringComparison.Ordinal));
        await steady.UntouchedAsync();
    }

    private async Task RefusedAsync(string compose, params string[] words) => (await steady.RefusedAsync(compose)).Says(words);
}
