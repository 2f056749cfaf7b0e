using System.Text.Json;
using Gantry.Apps;
using Gantry.Apps.Canonical;
using Gantry.Apps.Lint;
using Gantry.Resources;
using Gantry.Tests.Apps.Canonical;
using Gantry.Tests.Architecture;

namespace Gantry.Tests.Apps.Hostile;

/// <summary>
/// Projects that are right or nearly so, damaged at random: reading them ends soon, never throws, and never repeats a secret.
/// Ten thousand with every run, a million with GANTRY_NIGHTLY=1. A failure names its seed; GANTRY_SEED begins with it.
/// </summary>
public sealed class FuzzTests
{
    private const string Secret = "se-cret-value";
    private static readonly bool Nightly = Environment.GetEnvironmentVariable("GANTRY_NIGHTLY") == "1";
    private static readonly int Cases = Nightly ? 1_000_000 : 10_000;
    private static readonly int First = int.TryParse(Environment.GetEnvironmentVariable("GANTRY_SEED"), out var seed) ? seed : 0;
    private static readonly TimeSpan Deadline = Nightly ? TimeSpan.FromHours(3) : TimeSpan.FromMinutes(5);

    private static readonly List<(string Name, string Text)[]> Projects = [.. Apps().Concat(Corpus())];
    private static readonly List<string> Texts = [.. Projects.SelectMany(p => p).Select(f => f.Text)];

    [Fact]
    public async Task Damaged_projects_never_throw_and_always_give_the_same_answer()
    {
        var accepted = 0;
        var shown = 0;
        await Parallel.ForAsync(0, Environment.ProcessorCount, TestContext.Current.CancellationToken, (worker, cancel) =>
        {
            using var project = new TemporaryProject();
            for (var seed = First + worker; seed < First + Cases && !cancel.IsCancellationRequested; seed += Environment.ProcessorCount)
            {
                var (isAccepted, isShown) = Check(seed, project.Folder);
                if (isAccepted) Interlocked.Increment(ref accepted);
                if (isShown) Interlocked.Increment(ref shown);
            }

            return ValueTask.CompletedTask;
        }).WaitAsync(Deadline, TestContext.Current.CancellationToken);
        // If nothing came through, the mutations would test the YAML parser alone.
        Assert.InRange(accepted, Cases / 20, Cases);
        Assert.InRange(shown, Cases / 10, Cases);
    }

    private static (bool Accepted, bool Shown) Check(int seed, string folder)
    {
        var random = new Random(seed);
        var files = Projects[random.Next(Projects.Count)];
        var damaged = random.Next(files.Length);
        var written = new List<string>();
        try
        {
            for (var i = 0; i < files.Length; i++)
            {
                var path = Path.Combine(folder, files[i].Name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, i == damaged ? Mutation.Of(files[i].Text, Texts, random) : files[i].Text, Loose);
                written.Add(path);
            }

            return Read(seed, folder);
        }
        catch (Exception broken)
        {
            throw new InvalidOperationException($"Seed {seed}:\n{string.Concat(written.Select(w => $"--- {w}\n{File.ReadAllText(w)}\n"))}", broken);
        }
        finally
        {
            foreach (var path in written) File.Delete(path);
        }
    }

    private static (bool Accepted, bool Shown) Read(int seed, string folder)
    {
        var input = new ComposeInput { ProjectDirectory = folder, Variables = new Dictionary<string, string> { ["DB_PASSWORD"] = Secret, ["V"] = Secret, ["TAG"] = "1" } };
        var result = ComposeProject.Load(input);
        Assert.Equal(result.Definition is null, result.Problems.Any(p => p.Severity == Severity.Error));
        foreach (var problem in Linter.Check(result))
        {
            Assert.False(problem.Place.Length == 0 || problem.Code.Length == 0 || problem.Message.Length == 0 || problem.Help.Length == 0 || problem.ToString().Contains('\n', StringComparison.Ordinal));
            Assert.DoesNotContain(Secret, problem.Message, StringComparison.Ordinal);
        }

        var form = result.Canonical?.ToYaml();
        // The dear checks for some only: the same once more, and the form read as a file.
        if (seed % 8 == 0) Assert.Equal(Print(result), Print(ComposeProject.Load(input)));
        var isShown = form is not null && Faults.Of(result).Count == 0;
        if (seed % 8 == 1 && isShown) ReadAgain(form!, folder, input);
        return (result.Definition is not null, isShown);
    }

    private static void ReadAgain(string form, string folder, ComposeInput input)
    {
        var again = Directory.CreateDirectory(Path.Combine(folder, "again")).FullName;
        File.WriteAllText(Path.Combine(again, "compose.yaml"), form);
        var second = ComposeProject.Load(input with { ProjectDirectory = again, Profiles = ["*"] });
        Assert.Equal(form, second.Canonical?.ToYaml());
    }

    private static string Print(ComposeResult result) => string.Join('\n', result.Problems) + string.Join('\n', result.Accounted)
        + (result.Definition is { } app ? JsonSerializer.Serialize(app, GantryJson.Default.AppDefinition) : "");

    /// <summary>Half of a surrogate pair, which mutations make, becomes a replacement character.</summary>
    private static System.Text.UTF8Encoding Loose { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    /// <summary>The goldens; the right ones three times, since most damage makes them wrong.</summary>
    private static IEnumerable<(string Name, string Text)[]> Apps() =>
        Directory.GetDirectories(Path.Combine(SourceTree.Root, "tests/Gantry.Tests/testdata/Apps")).Order(StringComparer.Ordinal).SelectMany(d => Enumerable.Repeat(
            (Name: "compose.yaml", Text: File.ReadAllText(Path.Combine(d, "compose.yaml"))), Path.GetFileName(d).StartsWith("wrong-", StringComparison.Ordinal) ? 1 : 3).Select(f =>
            new[] { f, ("api.env", "A=b\n"), ("web/Dockerfile", "FROM scratch\n"), ("Dockerfile", "FROM scratch\n"), ("conf/postgres.conf", "") }));

    private static IEnumerable<(string Name, string Text)[]> Corpus() =>
        Directory.GetFiles(Path.Combine(SourceTree.Root, "tests/Gantry.Tests/testdata/Compose"), "*.txt").Order(StringComparer.Ordinal).Select(f => new CorpusCase(f).Files.ToArray());
}
