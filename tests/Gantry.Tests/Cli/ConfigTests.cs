using System.Text.Json;

namespace Gantry.Tests.Cli;

/// <summary><c>gantry config</c>: what it prints is tested in Apps/Canonical, here is how it is asked for.</summary>
public sealed class ConfigTests
{
    private const string Web = "services:\n  web:\n    image: web:${TAG:-1}\n    build: .\n    privileged: true\n    volumes: [\"data:/data\"]\n  tool: {image: \"t:1\", profiles: [debug]}\nvolumes: {data: }\n";

    private static async Task<(int Code, string Output, string Error)> RunAsync(string compose, params string[] words)
    {
        using var project = new Apps.TemporaryProject();
        project.Write("compose.yaml", "name: app\n" + compose);
        project.Write("more.yaml", "services: {web: {labels: [a=1]}}\n");
        project.Write("tag.env", "TAG=7\n");
        await using var platform = await FakePlatform.StartAsync();
        return await platform.RunAsync(["config", .. words.Select(w => w.Replace("{project}", project.Folder, StringComparison.Ordinal))]);
    }

    [Theory]
    [InlineData("--services", "web\n")]
    [InlineData("--services --profile debug", "tool\nweb\n")]
    [InlineData("--volumes", "data\n")]
    [InlineData("--images", "web:1\n")]
    [InlineData("--images --env-file {project}/tag.env", "web:7\n")]
    [InlineData("--images --no-interpolate", "t:1\nweb:${TAG:-1}\n")]
    [InlineData("--profiles", "debug\n")]
    [InlineData("--quiet", "")]
    public async Task Parts_can_be_asked_for(string words, string expected) =>
        Assert.Equal((0, expected, ""), await RunAsync(Web, ["{project}", .. words.Split(' ')]));

    [Fact]
    public async Task Several_files_are_printed_as_one_although_Gantry_would_refuse_what_they_ask_for()
    {
        var (code, output, error) = await RunAsync(Web, "-f", "{project}/compose.yaml", "-f", "{project}/more.yaml");
        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith("name: app\nservices:\n  web:\n", output, StringComparison.Ordinal);
        Assert.Contains("    labels:\n      a: \"1\"\n", output, StringComparison.Ordinal);
        Assert.Contains("    privileged: true\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--json")]
    [InlineData("--format json")]
    public async Task Json_is_one_document(string words)
    {
        var (code, output, _) = await RunAsync(Web, ["{project}", .. words.Split(' ')]);
        using var document = JsonDocument.Parse(output);
        Assert.Equal((0, "web:1"), (code, document.RootElement.GetProperty("services").GetProperty("web").GetProperty("image").GetString()));
    }

    [Theory]
    [InlineData("services: {web: {image: \"w:1\", prots: []}}\n", "Did you mean 'ports'?")]
    [InlineData("services: {web: {image: \"w:1\", init: maybe}}\n", "true or false")]
    [InlineData("services:\n  web: [\n", "opened here and not closed")]
    [InlineData("services: {web: {image: \"w:${X:?say it}\"}}\n", "say it")]
    public async Task Files_that_are_no_compose_project_are_refused_on_standard_error(string compose, string message)
    {
        var (code, output, error) = await RunAsync(compose, "{project}");
        Assert.Equal((1, ""), (code, output));
        Assert.Contains(message, error, StringComparison.Ordinal);
    }
}
