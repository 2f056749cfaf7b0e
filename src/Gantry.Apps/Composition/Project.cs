using Gantry.Apps.Keys.Shapes;
using Gantry.Apps.Reading;
using Gantry.Apps.Yaml;
using Gantry.Resources;

namespace Gantry.Apps.Composition;

/// <summary>
/// Makes one tree of the files of a project, each node at the place where it was written. For each file in turn: fill in
/// variables, take in what it includes, let its services extend others, merge it over the files before.
/// </summary>
internal sealed class Project(ReadContext context, SourceFiles sources, Boundary boundary, bool fill)
{
    public ReadContext Context { get; } = context;
    public SourceFiles Sources { get; } = sources;
    public Boundary Boundary { get; } = boundary;

    /// <param name="paths">Absolute, with where each is named; null for files that were found by their name.</param>
    /// <param name="trail">The files by whose inclusion one came here.</param>
    /// <returns>Null when nothing could be read.</returns>
    public MapNode? Compose(IReadOnlyList<(string Path, string? Place)> paths, Scope scope, IReadOnlyList<string> trail)
    {
        MapNode? merged = null;
        foreach (var (path, place) in paths)
        {
            if (Sources.Map(path, place) is not { } written) continue;
            var file = Fill(written, scope);
            file = new Includes(this).TakeIn(file, scope, [.. trail, path]);
            file = new Extensions(this, scope).Extend(file, path, merged);
            merged = merged is null ? (MapNode)MergeRun.Clean(file) : (MapNode)ProjectShapes.Project.Join(merged, file, new MergeRun(Context.Problems));
            if (merged.Weight <= YamlReader.MaxWeight) continue;
            Report(place ?? Context.Files.Shown(path), "compose.too-large", $"The project unfolds to more than {YamlReader.MaxWeight} values.", "Use fewer or smaller aliases, 'include' and 'extends'.");
            return null;
        }

        return merged;
    }

    public MapNode Fill(MapNode written, Scope scope) => fill ? (MapNode)new Filling(scope.Variables).Fill(written) : written;

    public void Report(string place, string code, string message, string help) => Context.Problems.Add(new Problem(place, code, message, help));

    /// <summary>A context for keys outside of the merged tree: problems go to the same log, places to a map of their own.</summary>
    public ReadContext Aside(string file) => new(Context.Problems, Context.Variables, new SourceMap(file), Context.Files) { Accounts = Context.Accounts };

    /// <summary>The absolute path of a file that a file names, if it may be read and is there; null after reporting.</summary>
    public string? Named(Value value, Scope scope, string key)
    {
        if (value.Word() is not { } text) return null;
        if (text.Contains("://", StringComparison.Ordinal) || text.StartsWith("git@", StringComparison.Ordinal) || text.StartsWith("oci:", StringComparison.Ordinal))
        {
            value.Refuse("compose.refused-value", $"'{key}' of a file elsewhere is refused, because what is run must be known and kept with the project.", "Fetch it into the project, and name the file.");
            return null;
        }

        var path = scope.Absolute(text);
        if (!Boundary.Holds(path))
        {
            value.Refuse("compose.outside-project", $"'{key}' names {value.Shown}, which lies outside of the project's folder and of its repository.",
                $"Move or copy it into the project, or name it on the command line: -f {Context.Files.Shown(path)}");
            return null;
        }

        if (File.Exists(path)) return path;
        value.Refuse("compose.file-not-found", Directory.Exists(path) ? $"'{key}' names {value.Shown}, which is a directory." : $"'{key}' names {value.Shown}, and there is no such file.",
            $"Create {Values.Quote.Short(Context.Files.Shown(path))}, or mend the path; it is relative to {(scope.Folder == Context.Files.Directory ? "the project's folder" : Values.Quote.Short(Context.Files.Shown(scope.Folder)))}.");
        return null;
    }
}
