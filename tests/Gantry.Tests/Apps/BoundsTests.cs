using System.Text;
using System.Text.Json;
using Gantry.Apps;
using Gantry.Apps.Lint;
using Gantry.Resources;
using Gantry.Tests.Architecture;

namespace Gantry.Tests.Apps;

/// <summary>Whatever stands in a file, reading it ends soon and with a message, never with an exception.</summary>
public sealed class BoundsTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private readonly TemporaryProject project = new();
    private int right;

    public void Dispose() => project.Dispose();

    public static TheoryData<string, string> Bombs => new()
    {
        { "flow", new string('[', 500_000) },
        { "maps", string.Concat(Enumerable.Repeat("{a: ", 100_000)) },
        { "block", string.Concat(Enumerable.Range(0, 1000).Select(i => new string(' ', i) + "a:\n")) },
        { "dashes", string.Concat(Enumerable.Repeat("- ", 400_000)) },
        { "aliases", Aliases("[", "]") },
        { "merges", Merges() },
        { "anchor in itself", "a: &a [*a]\nservices: {}\n" },
        { "question marks", string.Concat(Enumerable.Repeat("? ", 300_000)) },
        { "one long key", new string('k', 900_000) + ": 1\n" },
        { "many keys", string.Concat(Enumerable.Range(0, 80_000).Select(i => $"k{i}: 1\n")) },
        { "many services", "services:\n" + string.Concat(Enumerable.Range(0, 3000).Select(i => $"  s{i}: {{image: 'a:1', depends_on: [s{i + 1}]}}\n")) },
        { "many variables", "services: {a: {image: 'a:1', command: [" + string.Concat(Enumerable.Repeat("\"$A$A$A$A\", ", 60_000)) + "x]}}\n" },
        { "many ports", "services: {a: {image: 'a:1', ports: [" + string.Concat(Enumerable.Range(0, 4000).Select(i => $"\"{i}-{i + 255}:{i}-{i + 255}\", ")) + "]}}\n" },
        { "comments", string.Concat(Enumerable.Repeat("#\n", 500_000)) },
        { "quotes", "a: \"" + new string('\\', 800_000) },
        { "nul", "a: \0\0\0\u0001\n" },
    };

    [Theory, MemberData(nameof(Bombs))]
    public async Task A_hostile_file_is_answered_with_a_message(string kind, string text)
    {
        var big = new string('x', 100_000);
        var result = await Task.Run(() => project.Load(text, ("A", big)), TestContext.Current.CancellationToken).WaitAsync(Deadline, TestContext.Current.CancellationToken);
        Assert.True(result.Definition is null, kind);
        Assert.InRange(result.Problems.Count, 1, 201);
    }

    [Fact]
    public async Task Mutated_files_never_throw_and_always_give_the_same_answer()
    {
        var files = Directory.GetFiles(Path.Combine(SourceTree.Root, "tests/Gantry.Tests/testdata/Apps"), "compose.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        // The right ones first, to be taken half of the time.
        var texts = files.OrderBy(f => f.Contains("/wrong-", StringComparison.Ordinal)).Select(File.ReadAllText).ToList();
        right = files.Count(f => !f.Contains("/wrong-", StringComparison.Ordinal));
        project.Write("api.env", "A=b\n");
        project.Write("web/Dockerfile", "FROM scratch\n");
        project.Write("Dockerfile", "FROM scratch\n");
        project.Write("conf/postgres.conf", "");
        var accepted = await Task.Run(() => Enumerable.Range(0, 4000).Count(seed => Check(seed, texts)), TestContext.Current.CancellationToken).WaitAsync(Deadline, TestContext.Current.CancellationToken);
        // If nothing came through, the mutations would test the YAML parser alone.
        Assert.InRange(accepted, 100, 4000);
    }

    private bool Check(int seed, List<string> texts)
    {
        var random = new Random(seed);
        var text = Mutation.Of(texts[random.Next(random.Next(2) == 0 ? right : texts.Count)], texts, random);
        if (random.Next(8) == 0) project.Write(".env", Mutation.Of("A=b\nB='c'\nC=\"d\"\n", texts, random));
        var result = project.Load(text, ("DB_PASSWORD", "se-cret-value"));
        try
        {
            Assert.Equal(result.Definition is null, result.Problems.Any(p => p.Severity == Severity.Error));
            var lint = Linter.Check(result);
            Assert.All(lint, p => Assert.False(p.Place.Length == 0 || p.Code.Length == 0 || p.Message.Length == 0 || p.Help.Length == 0 || p.ToString().Contains('\n', StringComparison.Ordinal)));
            Assert.All(lint, p => Assert.DoesNotContain("se-cret-value", p.Message, StringComparison.Ordinal));
            Assert.Equal(Print(result), Print(project.Load(text, ("DB_PASSWORD", "se-cret-value"))));
        }
        catch (Exception broken)
        {
            throw new InvalidOperationException($"Seed {seed}:\n{text}", broken);
        }

        return result.Definition is not null;
    }

    private static string Print(ComposeResult result) =>
        string.Join('\n', result.Problems) + (result.Definition is { } app ? JsonSerializer.Serialize(app, GantryJson.Default.AppDefinition) : "");

    private static string Aliases(string open, string close)
    {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 40; i++) text.Append($"a{i}: &a{i} {open}{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}{close}\n");
        return text.ToString();
    }

    private static string Merges()
    {
        var text = new StringBuilder("a0: &a0 {k: {x: 1, y: 2}}\n");
        for (var i = 1; i < 400; i++) text.Append($"a{i}: &a{i} {{<<: [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}], k{i}: *a{i - 1}}}\n");
        return text.ToString();
    }
}
