using Gantry.Apps.Values;
using Gantry.Resources;

namespace Gantry.Apps.Reading;

/// <summary>The files that make up a project, absolute.</summary>
/// <param name="Gantry">gantry.yaml beside the compose file, where there is one.</param>
internal sealed record Sources(string Compose, string? Gantry);

/// <summary>Finds the files of a project.</summary>
internal sealed class ProjectSources(ComposeInput input, ProjectFiles files, ProblemLog problems)
{
    private static readonly string[] Usual = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];
    private static readonly string[] Overrides = ["compose.override.yaml", "compose.override.yml", "docker-compose.override.yaml", "docker-compose.override.yml"];

    /// <summary>Null after reporting why there is nothing to read.</summary>
    public Sources? Find()
    {
        if (!Directory.Exists(files.Directory))
            return None(Quote.Short(input.ProjectDirectory), "compose.file-not-found", "This directory does not exist.", "Name the directory that holds the compose file.");
        if (input.Files.Count > 1)
            return None(Quote.Short(input.Files[1]), "compose.several-files", "Several compose files are named, and so far Gantry reads one.", "Merge them into one: docker compose -f … -f … config > compose.yaml");
        var compose = input.Files.Count == 1 ? Named(input.Files[0]) : Searched();
        if (compose is null) return null;
        var gantry = Path.Combine(Path.GetDirectoryName(compose)!, "gantry.yaml");
        return new Sources(compose, File.Exists(gantry) ? gantry : null);
    }

    private string? Named(string file)
    {
        var path = files.Absolute(file);
        if (File.Exists(path)) return path;
        None(Quote.Short(file), "compose.file-not-found", Directory.Exists(path) ? "This is a directory." : "This compose file does not exist.", "Name a compose file with -f, or leave it out to use the one in the directory.");
        return null;
    }

    private string? Searched()
    {
        var found = Usual.Where(u => File.Exists(Path.Combine(files.Directory, u))).ToList();
        if (found.Count == 0)
        {
            None(Quote.Short(input.ProjectDirectory), "compose.file-not-found", $"There is no compose file here ({string.Join(", ", Usual)}).", "Create compose.yaml, or name a file with -f.");
            return null;
        }

        if (found.Count > 1)
            problems.Add(new Problem(found[1], "compose.file-ignored", $"This file is not read, since there is {found[0]}.", "Remove one of the two.", Severity.Warning));
        foreach (var other in Overrides.Where(o => File.Exists(Path.Combine(files.Directory, o))))
            problems.Add(new Problem(other, "compose.file-ignored", "This file is not read: Gantry reads one compose file.", "Move what production needs into the compose file.", Severity.Warning));
        return Path.Combine(files.Directory, found[0]);
    }

    private Sources? None(string place, string code, string message, string help)
    {
        problems.Add(new Problem(place, code, message, help));
        return null;
    }
}
