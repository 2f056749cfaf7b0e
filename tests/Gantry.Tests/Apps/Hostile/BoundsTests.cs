using System.Text;
using Gantry.Apps;

namespace Gantry.Tests.Apps.Hostile;

/// <summary>Whatever stands in a file, reading it ends soon and with a message, never with an exception.</summary>
public sealed class BoundsTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private readonly TemporaryProject project = new();

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
        { "nested defaults", "services: {a: {image: \"" + string.Concat(Enumerable.Repeat("${A:-", 100_000)) + "\"}}\n" },
        { "extends chain", "services:\n" + string.Concat(Enumerable.Range(0, 2000).Select(i => $"  s{i}: {{extends: s{i + 1}, labels: [a{i}=1]}}\n")) },
        { "extends of aliases", Aliases("[", "]").Replace("a0:", "x-0:", StringComparison.Ordinal) + "services: {a: {image: 'a:1', x-a: *a39, extends: b}, b: {x-a: *a39}}\n" },
        { "resets", "services:\n" + string.Concat(Enumerable.Range(0, 150).Select(i => $"  s{i}: !override {{image: !reset 'a:1', ports: !reset [{string.Join(", ", Enumerable.Range(0, 100).Select(p => $"!reset {p}"))}]}}\n")) },
        { "many merge keys", "a: &a {x: 1}\nservices: {w: {image: 'a:1', " + string.Concat(Enumerable.Repeat("<<: *a, ", 20_000)) + "}}\n" },
        { "wide ports twice", "services: {a: {image: 'a:1', ports: [" + string.Concat(Enumerable.Repeat("\"1-1024:1-1024\", ", 3000)) + "]}}\n" },
        { "huge scalar", "services: {a: {image: 'a:1', command: \"" + new string('x', 900_000) + "\"}}\n" },
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
    public async Task Hostile_files_that_are_merged_included_and_extended_are_answered_with_a_message()
    {
        foreach (var (kind, text) in Bombs.Select(b => b.Data))
        {
            project.Write("in.yaml", text);
            project.Write("compose.override.yaml", text);
            var result = await Task.Run(() => project.Load("include: [in.yaml]\nservices: {a: {extends: {service: a, file: in.yaml}}}\n", ("A", "x")), TestContext.Current.CancellationToken)
                .WaitAsync(Deadline, TestContext.Current.CancellationToken);
            Assert.True(result.Definition is null, kind);
            Assert.InRange(result.Problems.Count, 1, 201);
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(200)]
    public void A_file_of_many_megabytes_is_refused_at_once(int megabytes)
    {
        using (var file = new StreamWriter(Path.Combine(project.Folder, "compose.yaml")))
        {
            var line = "# " + new string('x', 1021) + "\n";
            for (var i = 0; i < megabytes * 1024; i++) file.Write(line);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var problem = Assert.Single(project.Load().Problems, p => p.Code == "compose.unreadable-file");
        Assert.Contains("larger than 1 MiB", problem.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024 * 1024);
    }

    [Fact]
    public void Canonical_forms_of_hostile_files_are_bounded_too()
    {
        foreach (var (kind, text) in Bombs.Select(b => b.Data))
            Assert.True((project.Load(text, ("A", "x")).Canonical?.ToYaml().Length ?? 0) < 64 * 1024 * 1024, kind);
    }

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
