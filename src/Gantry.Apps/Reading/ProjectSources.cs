using Gantry.Apps.Values;
using Gantry.Resources;

namespace Gantry.Apps.Reading;

/// <summary>The files that make up a project, absolute, in the order in which they are merged.</summary>
/// <param name="Named">True when the caller named them, rather than their being found.</param>
/// <param name="Gantry">gantry.yaml beside the first compose file, where there is one.</param>
internal sealed record Sources(IReadOnlyList<string> Compose, bool Named, string? Gantry);

/// <summary>Finds the files of a project as docker compose does.</summary>
internal sealed class ProjectSources(ComposeInput input, string directory, Variables variables, ProblemLog problems)
{
    private static readonly string[] Usual = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];
    private static readonly string[] Overrides = ["compose.override.yaml", "compose.override.yml", "docker-compose.override.yaml", "docker-compose.override.yml"];

    /// <summary>Null after reporting why there is nothing to read.</summary>
    public Sources? Find()
    {
        if (!Directory.Exists(directory))
            return None(Quote.Path(input.ProjectDirectory), "compose.file-not-found", "This directory does not exist.", "Name the directory that holds the compose file.");
        var (named, of) = input.Files.Count > 0 ? (input.Files, "") : (FromVariable(), "COMPOSE_FILE");
        var compose = named.Count > 0 ? Named(named, of) : Searched();
        if (compose is null) return null;
        var gantry = Path.Combine(Path.GetDirectoryName(compose[0])!, "gantry.yaml");
        return new Sources(compose, named.Count > 0, File.Exists(gantry) ? gantry : null);
    }

    private IReadOnlyList<string> FromVariable()
    {
        var separator = variables.Find("COMPOSE_PATH_SEPARATOR") is { Length: > 0 } chosen ? chosen : ":";
        return variables.Find("COMPOSE_FILE") is { Length: > 0 } files ? files.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [];
    }

    private List<string>? Named(IReadOnlyList<string> named, string variable)
    {
        var found = new List<string>();
        foreach (var file in named)
        {
            var path = ProjectFiles.Absolute(file, directory);
            if (File.Exists(path))
            {
                if (!found.Contains(path)) found.Add(path);
                continue;
            }

            None(Quote.Path(Shown(path)), "compose.file-not-found", Directory.Exists(path) ? "This is a directory." : "This compose file does not exist.",
                variable.Length > 0 ? $"Mend {variable}, which names it." : Near(path) is { } near ? $"Did you mean {Quote.Path(Shown(near))}?" : "Name a compose file with -f, or leave it out to use the one in the directory.");
        }

        return found.Count > 0 ? found : null;
    }

    private List<string>? Searched()
    {
        var found = Usual.Where(u => File.Exists(Path.Combine(directory, u))).ToList();
        if (found.Count == 0)
        {
            None(Quote.Path(input.ProjectDirectory), "compose.file-not-found", $"There is no compose file here ({string.Join(", ", Usual)}).",
                Others(directory).FirstOrDefault(f => f.Contains("compose", StringComparison.OrdinalIgnoreCase)) is { } other ? $"There is {Quote.Path(other)}: rename it to compose.yaml, or name it with -f." : "Create compose.yaml, or name a file with -f.");
            return null;
        }

        Ignored(found);
        var over = Overrides.Where(o => File.Exists(Path.Combine(directory, o))).ToList();
        if (over.Count > 0)
        {
            Ignored(over);
            problems.Add(new Problem(over[0], "compose.override-merged", $"This file is merged over {found[0]}, as docker compose does it.", $"To leave it out, name the others: -f {found[0]}", Severity.Note));
        }

        return [.. found.Take(1).Concat(over.Take(1)).Select(f => Path.Combine(directory, f))];
    }

    private string Shown(string path) => Path.GetRelativePath(directory, path) is var relative && relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;

    /// <summary>The file that was probably meant: of a name alike, or the only compose file of its folder.</summary>
    private static string? Near(string path)
    {
        var folder = Path.GetDirectoryName(path) ?? "/";
        var others = Others(folder).Where(f => Path.GetExtension(f) is ".yaml" or ".yml" or ".json").ToList();
        var near = Nearest.Of(Path.GetFileName(path), others) ?? (others.Where(f => f.Contains("compose", StringComparison.OrdinalIgnoreCase)).Take(2).ToList() is [var only] ? only : null);
        return near is null || Directory.Exists(path) ? null : Path.Combine(folder, near);
    }

    /// <summary>The names of the files of a folder, sorted; none where it cannot be read.</summary>
    private static IReadOnlyList<string> Others(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder).Take(1000).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];
        }
        catch (Exception away) when (away is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private void Ignored(List<string> found)
    {
        if (found.Count > 1)
            problems.Add(new Problem(found[1], "compose.file-ignored", $"This file is not read, since there is {found[0]}.", "Remove one of the two.", Severity.Warning));
    }

    private Sources? None(string place, string code, string message, string help)
    {
        problems.Add(new Problem(place, code, message, help));
        return null;
    }
}
