using Gantry.Apps.Keys.Shapes;
using Gantry.Apps.Reading;
using Gantry.Apps.Sections;
using Gantry.Apps.Values;
using Gantry.Apps.Yaml;

namespace Gantry.Apps.Composition;

/// <summary>Takes the parts of included projects into the file that includes them. Nothing is merged: what both define is a conflict.</summary>
internal sealed class Includes(Project project)
{
    private static readonly string[] Taken = ["services", "networks", "volumes", "secrets", "configs", "models"];

    public MapNode TakeIn(MapNode file, Scope scope, IReadOnlyList<string> trail)
    {
        if (file.Find("include") is not { } include || include is Scalar { IsNull: true }) return file;
        var at = new Value(include, "include", project.Aside(project.Context.Files.Shown(trail[^1])));
        foreach (var item in at.Items())
        {
            var draft = new ComposingKeys.IncludeDraft();
            if (item.IsMap) ComposingKeys.Include.Read(item, draft);
            else if (item.IsText) draft.Paths = [item];
            if (draft.Paths.Count == 0) item.Refuse("compose.missing-key", "An entry of 'include' names no file.", "Write the path of a compose file, or a map with its 'path'.");
            else if (Load(draft, scope, trail) is { } included) file = Import(file, included);
        }

        return file;
    }

    private MapNode? Load(ComposingKeys.IncludeDraft draft, Scope scope, IReadOnlyList<string> trail)
    {
        var paths = new List<(string Path, string? Place)>();
        foreach (var value in draft.Paths)
        {
            if (project.Named(value, scope, "include") is not { } path) return null;
            if (trail.Contains(path))
            {
                value.Refuse("compose.cycle", $"Files include each other in a circle: {string.Join(" → ", trail.SkipWhile(t => t != path).Append(path).Select(project.Context.Files.Shown))}.", "Remove one of these from 'include'.");
                return null;
            }

            paths.Add((path, value.Place));
        }

        var folder = draft.Directory is not { } named ? Path.GetDirectoryName(paths[0].Path)! : named.Word() is { } text ? scope.Absolute(text) : null;
        if (folder is null) return null;
        var inner = new Scope(folder, scope.Variables.Below());
        ReadVariables(draft.EnvFiles, scope, inner);
        var whole = project.Compose(paths, inner, trail);
        return whole is null || inner.Folder == project.Context.Files.Directory ? whole : (MapNode)ProjectShapes.Project.Rebase(whole, inner.Absolute);
    }

    private void ReadVariables(IReadOnlyList<Value>? named, Scope scope, Scope inner)
    {
        var files = new EnvFiles(project.Context.Files, project.Context.Problems);
        if (named is null)
        {
            var usual = Path.Combine(inner.Folder, ".env");
            if (File.Exists(usual) && project.Boundary.Holds(usual)) files.Read(usual, project.Context.Files.Shown(usual), inner.Variables);
            return;
        }

        foreach (var value in named)
        {
            // The usual way of saying: none.
            if (value.IsText && value.Raw == "/dev/null") continue;
            if (project.Named(value, scope, "include.env_file") is { } path) files.Read(path, value.Place, inner.Variables);
        }
    }

    private MapNode Import(MapNode file, MapNode included)
    {
        var entries = file.Entries.ToList();
        foreach (var entry in included.Entries)
        {
            var at = entries.FindIndex(e => e.Key == entry.Key);
            if (entry.Key == "x-gantry")
                entries = at < 0 ? [.. entries, entry] : [.. entries.Select(e => e.Key == entry.Key ? e with { Value = AnyShape.It.Join(entry.Value, e.Value, new MergeRun(project.Context.Problems)) } : e)];
            else if (!Taken.Contains(entry.Key) || entry.Value is not MapNode more) continue;
            else if (at < 0 || entries[at].Value is Scalar { IsNull: true }) entries = [.. entries.Where((_, i) => i != at), entry];
            else if (entries[at].Value is MapNode own) entries[at] = entries[at] with { Value = Together(own, more, entry.Key) };
        }

        return new MapNode(file.At, entries, file.Tag) { Merges = file.Merges };
    }

    private MapNode Together(MapNode own, MapNode more, string section)
    {
        var known = own.Entries.ToDictionary(e => e.Key, StringComparer.Ordinal);
        var entries = own.Entries.ToList();
        foreach (var entry in more.Entries)
        {
            if (!known.TryGetValue(entry.Key, out var other)) entries.Add(entry);
            else if (!SameTree.Is(other.Value, entry.Value) && !entry.Key.StartsWith("x-", StringComparison.Ordinal))
                project.Report(other.At.ToString(), "compose.include-conflict", $"'{section}.{Quote.Short(entry.Key)}' is defined here and, differently, in the included file at {entry.At}.",
                    "Rename one of the two. To change what is included, write it in compose.override.yaml, or in a further file under the 'path' of 'include'.");
        }

        return new MapNode(own.At, entries, own.Tag) { Merges = own.Merges };
    }
}
