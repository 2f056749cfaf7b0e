using System.Text.RegularExpressions;
using Gantry.Cli;
using Gantry.Cli.Commands;
using Gantry.Cli.Screen;
using Gantry.Client;
using Gantry.Resources.Platforms;
using Gantry.Tests.Apps;
using Gantry.Tests.Architecture;

namespace Gantry.Tests.Cli;

/// <summary>
/// Mistakes as people make them in their first files. A directory of testdata/Mistakes is one: the file as it was written, what
/// <c>gantry lint</c> prints for it (<c>expected.txt</c>), and the file after doing what that says and nothing else
/// (<c>mended.yaml</c>). GANTRY_UPDATE_GOLDENS=1 writes what is printed anew: read it as somebody who knows no documentation.
/// </summary>
public sealed class MistakeTests
{
    private static string Folder { get; } = Path.Combine(SourceTree.Root, "tests/Gantry.Tests/testdata/Mistakes");

    public static TheoryData<string> Mistakes => [.. Directory.GetDirectories(Folder).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Mistakes))]
    public async Task What_is_printed_leads_to_the_fix(string name)
    {
        var project = Path.Combine(Folder, name);
        var (code, text) = await RunAsync(project, Arguments(project));
        Golden.Check(Path.Combine(project, "expected.txt"), $"$ gantry {Arguments(project)}\n{Anywhere(text, project)}exit {code}\n");
        var (mended, left) = await RunAsync(project, "lint -f mended.yaml");
        Assert.True(mended == 0, left);
    }

    [Theory, MemberData(nameof(Mistakes))]
    public async Task A_plan_is_refused_with_the_same_words(string name)
    {
        var project = Path.Combine(Folder, name);
        var (code, text) = await RunAsync(project, Arguments(project));
        if (code == 0) return;
        var (planned, refused) = await RunAsync(project, "plan" + Arguments(project)["lint".Length..]);
        Assert.Equal(1, planned);
        Assert.All(Errors(text), e => Assert.Contains(e, Errors(refused)));
    }

    /// <summary>Where the lines break depends on how long the path of the checkout is.</summary>
    private static string Anywhere(string text, string project) =>
        text.Contains(project, StringComparison.Ordinal) ? Regex.Replace(text, "\n +(?!→)", " ").Replace(project, "{project}", StringComparison.Ordinal) : text;

    private static string Arguments(string project) =>
        Path.Combine(project, "args.txt") is var file && File.Exists(file) ? File.ReadAllText(file).Trim() : "lint";

    private static List<string> Errors(string text) =>
        [.. text.Split("error: ").Skip(1).Select(e => e.Split("\nwarning: ")[0].Split("\nnote: ")[0].Trim())];

    private static async Task<(int Code, string Text)> RunAsync(string directory, string arguments)
    {
        await using var output = new StringWriter { NewLine = "\n" };
        var home = Path.Combine(Path.GetTempPath(), "gantry-nobody-lives-here");
        var client = new GantryClient(Path.Combine(home, "socket"));
        var code = await GantryCommand.RunAsync(new Session
        {
            Terminal = new Terminal { Out = output, Error = output },
            Paths = new PlatformPaths(home),
            Client = client,
            Variables = new Dictionary<string, string> { ["DOCKER_HOST"] = "unix:///nowhere/docker.sock" },
            Directory = directory,
            User = "anna",
            Programs = home,
            Work = new WorkTime(TimeProvider.System),
        }, arguments.Split(' '));
        return (code, output.ToString());
    }
}
