using Gantry.Apps;

namespace Gantry.Tests.Apps.Canonical;

/// <summary>
/// A file of testdata/Compose: a first line that says what it shows, parts that begin with <c>--- name</c>, then what must
/// come of it after <c>===</c>. The parts <c>options</c>, <c>files</c>, <c>profiles</c> and <c>variables</c> are no files.
/// </summary>
internal sealed class CorpusCase
{
    private static readonly string[] Special = ["options", "files", "profiles", "variables"];
    private readonly Dictionary<string, string> parts = new(StringComparer.Ordinal);

    public CorpusCase(string path)
    {
        Path = path;
        var text = File.ReadAllText(path);
        var end = text.IndexOf("\n=== ", StringComparison.Ordinal);
        Given = end < 0 ? text : text[..(end + 1)];
        foreach (var part in ("\n" + Given).Split("\n--- ").Skip(1))
        {
            var line = part.IndexOf('\n', StringComparison.Ordinal);
            parts[part[..line]] = part[(line + 1)..].TrimEnd('\n') + "\n";
        }
    }

    public string Path { get; }

    /// <summary>Everything before what must come of it.</summary>
    public string Given { get; }

    public bool Filled => !Part("options").Contains("no-interpolate", StringComparison.Ordinal);

    public IEnumerable<string> YamlFiles => parts.Keys.Where(k => k.EndsWith(".yaml", StringComparison.Ordinal) || k.EndsWith(".yml", StringComparison.Ordinal));

    public IEnumerable<(string Name, string Text)> Files => parts.Where(p => !Special.Contains(p.Key)).Select(p => (p.Key, p.Value));

    public ComposeResult Load(string folder)
    {
        foreach (var (name, text) in Files)
        {
            var path = System.IO.Path.Combine(folder, name);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        return ComposeProject.Load(Input(folder));
    }

    public ComposeInput Input(string folder) => new()
    {
        ProjectDirectory = folder,
        Files = Words("files"),
        Profiles = Words("profiles"),
        Interpolate = Filled,
        Variables = Part("variables").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('=', 2)).ToDictionary(p => p[0], p => p[1]),
    };

    private string Part(string name) => parts.GetValueOrDefault(name, "");

    private string[] Words(string name) => Part(name).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
}
