using System.Text;
using System.Text.Json;
using Gantry.Apps;
using Gantry.Apps.Lint;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Tests.Architecture;

namespace Gantry.Tests.Apps;

/// <summary>
/// A directory of testdata/Apps is a case: a project with what must be said of it (<c>expected.txt</c>) and, when it is
/// accepted, the app (<c>expected.json</c>). GANTRY_UPDATE_GOLDENS=1 writes them anew: read the difference before keeping it.
/// </summary>
public sealed class GoldenTests
{
    private static readonly JsonSerializerOptions Indented = new(GantryJson.Default.Options)
    {
        WriteIndented = true, NewLine = "\n", TypeInfoResolver = GantryJson.Default, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static string Folder { get; } = Path.Combine(SourceTree.Root, "tests/Gantry.Tests/testdata/Apps");

    public static TheoryData<string> Cases => [.. Directory.GetDirectories(Folder).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Cases))]
    public void A_project_gives_the_app_and_the_messages_that_are_written_down(string name)
    {
        var project = Path.Combine(Folder, name);
        var result = ComposeProject.Load(new ComposeInput { ProjectDirectory = project, Variables = Variables(project) });
        Golden.Check(Path.Combine(project, "expected.txt"), Messages(Linter.Check(result)).Replace(project, "{project}", StringComparison.Ordinal));
        Golden.Check(Path.Combine(project, "expected.json"),
            result.Definition is { } app ? JsonSerializer.Serialize(app, Indented).Replace(project, "{project}", StringComparison.Ordinal) + "\n" : null);
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_wrong_project_has_no_app_and_a_right_one_has_no_errors(string name)
    {
        var project = Path.Combine(Folder, name);
        var result = ComposeProject.Load(new ComposeInput { ProjectDirectory = project, Variables = Variables(project) });
        Assert.Equal(result.Definition is null, result.Problems.Any(p => p.Severity == Severity.Error));
        Assert.Equal(name.StartsWith("wrong-", StringComparison.Ordinal), result.Definition is null);
        Assert.All(result.Problems, p => Assert.False(p.Place.Length == 0 || p.Code.Length == 0 || p.Message.Length == 0 || p.Help.Length == 0));
    }

    private static Dictionary<string, string> Variables(string project)
    {
        var file = Path.Combine(project, "variables.txt");
        return File.Exists(file) ? File.ReadLines(file).Select(l => l.Split('=', 2)).ToDictionary(p => p[0], p => p[1]) : [];
    }

    private static string Messages(IEnumerable<Problem> problems)
    {
        var text = new StringBuilder();
        foreach (var problem in problems)
            text.Append($"{problem.Place} {problem.Severity.ToString().ToLowerInvariant()} {problem.Code}\n    {problem.Message}\n    {problem.Help}\n");
        return text.ToString();
    }
}
