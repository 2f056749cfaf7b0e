using Gantry.Apps;
using Gantry.Apps.Canonical;
using Gantry.Tests.Architecture;
using YamlDotNet.RepresentationModel;

namespace Gantry.Tests.Apps.Canonical;

/// <summary>
/// A corpus of small projects with their canonical form, reasoned from the text of the compose specification.
/// GANTRY_UPDATE_GOLDENS=1 writes the forms anew: read the difference before keeping it.
/// </summary>
public sealed class CorpusTests : IDisposable
{
    private readonly TemporaryProject outside = new();

    private static string Corpus { get; } = Path.Combine(SourceTree.Root, "tests/Gantry.Tests/testdata/Compose");

    private string Folder => Path.Combine(outside.Folder, "app");

    public static TheoryData<string> Cases => [.. Directory.GetFiles(Corpus, "*.txt").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];

    public void Dispose() => outside.Dispose();

    private CorpusCase Case(string name)
    {
        // What a project draws in must lie in it or in its repository; this folder is one.
        Directory.CreateDirectory(Folder);
        return new CorpusCase(Path.Combine(Corpus, name + ".txt"));
    }

    [Fact]
    public void The_corpus_is_large_enough() => Assert.True(Cases.Count >= 100);

    [Theory, MemberData(nameof(Cases))]
    public void A_project_has_the_canonical_form_that_is_written_down(string name)
    {
        var project = Case(name);
        var result = project.Load(Folder);
        var faults = Faults.Of(result, project.Filled);
        var answer = faults.Count > 0
            ? "=== problems\n" + string.Concat(faults.Select(p => $"{p.Place} {p.Code}\n    {p.Message}\n    {p.Help}\n"))
            : "=== config\n" + result.Canonical!.ToYaml();
        Golden.Check(project.Path, project.Given + answer.Replace(outside.Folder, "{up}", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_canonical_form_is_its_own_canonical_form(string name)
    {
        var project = Case(name);
        var result = project.Load(Folder);
        if (!project.Filled || Faults.Of(result).Count > 0) return;
        var form = result.Canonical!.ToYaml();
        var again = Path.Combine(outside.Folder, "again");
        Directory.CreateDirectory(again);
        File.WriteAllText(Path.Combine(again, "compose.yaml"), form);
        var second = ComposeProject.Load(project.Input(again) with { Files = [], Profiles = ["*"] });
        Assert.Empty(Faults.Of(second));
        Assert.Equal(form, second.Canonical!.ToYaml());
    }

    [Theory, MemberData(nameof(Cases))]
    public void Every_key_of_every_file_is_accounted_for(string name)
    {
        var project = Case(name);
        var result = project.Load(Folder);
        var places = result.Accounted.Select(a => a.Place).ToHashSet(StringComparer.Ordinal);
        foreach (var file in project.YamlFiles)
        {
            using var text = new StreamReader(Path.Combine(Folder, file));
            var stream = new YamlStream();
            stream.Load(text);
            // The project is the folder of the first file that COMPOSE_FILE names.
            var shown = result.Canonical is null || name != "file-from-variable" ? file : file == "b.yaml" ? Path.Combine(Folder, file) : Path.GetFileName(file);
            foreach (var key in Keys(stream.Documents[0].RootNode, []))
                Assert.True(places.Contains($"{shown}:{key.Start.Line}:{key.Start.Column}"), $"{shown}:{key.Start.Line}:{key.Start.Column} {key}");
        }
    }

    private static IEnumerable<YamlNode> Keys(YamlNode node, HashSet<YamlNode> seen) => !seen.Add(node) ? [] : node switch
    {
        YamlMappingNode map => map.Children.SelectMany(p => Keys(p.Value, seen).Prepend(p.Key)),
        YamlSequenceNode list => list.Children.SelectMany(c => Keys(c, seen)),
        _ => [],
    };
}
