using Gantry.Apps;

namespace Gantry.Cli.Apps;

/// <summary>Finds the compose project that was asked for and reads it in the caller's environment.</summary>
public static class ComposeFile
{
    private static readonly string[] Names = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

    public static ComposeResult Load(Session session, AppSelection selection, bool interpolate = true) =>
        ComposeProject.Load(Input(session, selection) with { Interpolate = interpolate });

    /// <summary>The project directory that a selection means.</summary>
    public static string Folder(Session session, AppSelection selection) => Input(session, selection).ProjectDirectory;

    /// <summary>True when the directory that one is in has a project, or the environment names one.</summary>
    public static bool IsProject(Session session) => session.Variable("COMPOSE_FILE") is not null || Names.Any(name => File.Exists(Path.Combine(session.Directory, name)));

    private static ComposeInput Input(Session session, AppSelection selection)
    {
        // -f may name a directory as well, since commands without PATH have nothing else.
        var paths = selection.Files.Select(f => Path.GetFullPath(f, session.Directory)).ToList();
        var given = selection.Path is { } path ? Path.GetFullPath(path, session.Directory) : null;
        if (given is null && paths is [var only] && Directory.Exists(only)) (given, paths) = (only, []);
        if (File.Exists(given))
        {
            paths.Insert(0, given);
            given = null;
        }

        return new ComposeInput
        {
            ProjectDirectory = given ?? (paths.Count > 0 ? Path.GetDirectoryName(paths[0])! : session.Directory),
            Files = paths,
            EnvFiles = [.. selection.EnvFiles.Select(f => Path.GetFullPath(f, session.Directory))],
            Environment = selection.Environment,
            Variables = session.Variables,
            Profiles = selection.Profiles,
            Today = DateOnly.FromDateTime(session.Now.UtcDateTime),
        };
    }
}
