using System.Text;
using Gantry.Apps;
using Gantry.Apps.Lint;
using Gantry.Cli.Views;
using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Platforms;
using Gantry.Rollouts.Decisions;
using Gantry.Tests.Architecture;
using Gantry.Tests.Rollouts;

namespace Gantry.Tests.Apps;

/// <summary>
/// Stacks of the kinds that people run, written as they are found in public: what Gantry says of them and would do
/// (<c>expected.txt</c>). GANTRY_UPDATE_GOLDENS=1 writes them anew: read whether an operator would have done it so.
/// </summary>
public sealed class StackTests
{
    /// <summary>The ports that images declare, by the start of their names.</summary>
    private static readonly Dictionary<string, int[]> Ports = new(StringComparer.Ordinal)
    {
        ["nginx"] = [80], ["postgres"] = [5432], ["redis"] = [6379], ["wordpress"] = [80], ["mysql"] = [3306, 33060], ["mariadb"] = [3306], ["nextcloud"] = [9000],
        ["elasticsearch"] = [9200, 9300], ["logstash"] = [5044, 9600], ["kibana"] = [5601], ["traefik"] = [80],
    };

    private static string Folder { get; } = Path.Combine(SourceTree.Root, "tests/Gantry.Tests/testdata/Stacks");

    public static TheoryData<string> Stacks => [.. Directory.GetDirectories(Folder).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Stacks))]
    public void A_stack_plans_as_an_operator_would_have_done_it_or_says_what_stands_in_the_way(string name)
    {
        var project = Path.Combine(Folder, name);
        var variables = Path.Combine(project, "variables.txt");
        var result = ComposeProject.Load(new ComposeInput
        {
            ProjectDirectory = project,
            Variables = File.Exists(variables) ? File.ReadLines(variables).Select(l => l.Split('=', 2)).ToDictionary(p => p[0], p => p[1]) : [],
        });
        var text = new StringBuilder();
        foreach (var problem in Linter.Check(result))
            text.Append($"{problem.Place} {problem.Severity.ToString().ToLowerInvariant()} {problem.Code}\n    {problem.Message}\n    {problem.Help}\n");
        text.Append('\n').Append(Plan(result));
        var told = text.ToString();
        Assert.DoesNotContain("not-a-secret-of-anybody", told, StringComparison.Ordinal);
        Golden.Check(Path.Combine(project, "expected.txt"), told.Replace(project, "{project}", StringComparison.Ordinal));
    }

    private static string Plan(ComposeResult result)
    {
        if (result.Definition is not { } app) return "refused\n";
        var images = app.Services.ToDictionary(s => s.Name, s => new ImageFacts
        {
            Id = $"sha256:{s.Name}",
            Name = s.Image ?? s.Name,
            Ports = s.Image is { } image && Ports.FirstOrDefault(p => image.StartsWith(p.Key, StringComparison.Ordinal)).Value is { } known ? known : [],
        });
        var (release, problems) = ReleaseFactory.Make(app, images, 0, "anna", DateTimeOffset.UnixEpoch);
        if (release is null) return string.Concat(problems.Select(p => $"{p}\n"));
        var accepted = RolloutRequests.Up(new Request(World.Empty, Sandbox.Platform, app.Environment, app.Name, "anna", DateTimeOffset.UnixEpoch), release);
        if (accepted.Plan is not { } plan) return string.Concat(accepted.Problems.Select(p => $"{p}\n"));
        var sheet = new PlanSheet(PlanView.Headline(app.Name, app.Environment, null, 1), plan);
        return string.Concat(PlanView.Render(sheet, 80).Select(l => l.ToString().TrimEnd() + "\n"));
    }
}
