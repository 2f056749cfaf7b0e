using Gantry.Apps.Reading;
using Gantry.Apps.Yaml;
using Gantry.Resources;

namespace Gantry.Apps.Composition;

/// <summary>
/// The YAML files of a project as they are written, each parsed once. How often files are asked for and how long they are
/// together is bounded, so that files which include each other over and over end in a message.
/// </summary>
internal sealed class SourceFiles(ProjectFiles files, ProblemLog problems)
{
    private const int MostReads = 200;
    private const long LongestTogether = 10L * 1024 * 1024;
    private readonly Dictionary<string, MapNode?> parsed = new(StringComparer.Ordinal);
    private readonly HashSet<string> partly = new(StringComparer.Ordinal);
    private int reads;
    private long length;

    /// <summary>Every file that was read, with what it holds; false where only a service of it was asked for.</summary>
    public IEnumerable<(MapNode Root, bool Whole)> Read => parsed.Where(p => p.Value is not null).Select(p => (p.Value!, !partly.Contains(p.Key)));

    /// <summary>The map that a file holds; null after reporting, or when it is empty.</summary>
    /// <param name="place">Where the file is named, for messages; null when it was found by its name.</param>
    /// <param name="whole">False: only a part of it is used.</param>
    public MapNode? Map(string path, string? place, bool whole = true)
    {
        var shown = files.Shown(path);
        if (++reads > MostReads)
        {
            if (reads == MostReads + 1) problems.Add(new Problem(place ?? shown, "compose.too-large", $"This project reads its files more than {MostReads} times.", "Use fewer 'include' and 'extends'."));
            return null;
        }

        if (whole) partly.Remove(path);
        else if (!parsed.ContainsKey(path)) partly.Add(path);
        if (!parsed.TryGetValue(path, out var map)) parsed[path] = map = Parse(path, place ?? shown, shown);
        return map;
    }

    private static bool IsDockerfile(string text)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.Trim() is { IsEmpty: false } said && said[0] != '#') return said.StartsWith("FROM ", StringComparison.OrdinalIgnoreCase) && said.IndexOf(": ") < 0;
        }

        return false;
    }

    private MapNode? Parse(string path, string place, string shown)
    {
        if (files.Read(path, place == shown ? $"{place}:1:1" : place) is not { } text) return null;
        length += text.Length;
        if (length > LongestTogether)
        {
            reads = MostReads + 1;
            problems.Add(new Problem(place, "compose.too-large", "The files of this project are longer than 10 MiB together.", "Split it into several apps."));
            return null;
        }

        if (IsDockerfile(text))
        {
            problems.Add(new Problem($"{shown}:1:1", "compose.not-compose", "This is a Dockerfile, not a compose file.", "Write a compose.yaml that names its directory: 'services: {web: {build: .}}'."));
            return null;
        }

        switch (YamlReader.Read(text, shown, problems))
        {
            case MapNode map: return map;
            case null or Scalar { IsNull: true }: return null;
            case var other:
                problems.Add(new Problem(other.At.ToString(), "compose.wrong-type", "The file does not hold a map.", "Begin it with 'services:'."));
                return null;
        }
    }
}
