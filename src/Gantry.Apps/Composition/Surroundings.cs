using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Apps.Yaml;
using Gantry.Resources;

namespace Gantry.Apps.Composition;

/// <param name="FromVariable">True when COMPOSE_PROJECT_NAME says so, which wins over the files.</param>
internal sealed record ProjectName(string Text, bool FromVariable);

/// <summary>What surrounds a project's files: variables, and what they direct (<c>COMPOSE_FILE</c> and the like).</summary>
internal sealed class Surroundings(ComposeInput input, ProblemLog problems)
{
    public Variables Variables { get; } = new(input.Variables, problems);

    /// <summary>Known after <see cref="Find"/>.</summary>
    public ProjectFiles Files { get; private set; } = new(input.ProjectDirectory, problems);

    public IReadOnlyList<string> Profiles => input.Profiles.Count > 0 ? input.Profiles
        : Variables.Find("COMPOSE_PROFILES")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>The project's files, once the variables are known that may direct it; null after reporting.</summary>
    public Sources? Find()
    {
        ReadEnvFiles();
        var found = new ProjectSources(input, Files.Directory, Variables, problems).Find();
        // Files that COMPOSE_FILE names have their own folder for the project's, as with -f.
        if (found is { Named: true } && input.Files.Count == 0) Files = new ProjectFiles(Path.GetDirectoryName(found.Compose[0])!, problems);
        return found;
    }

    /// <summary>Known before variables are filled in, since one of them holds it.</summary>
    /// <param name="roots">The main files as written, the last of which has the last word.</param>
    public ProjectName Name(IReadOnlyList<MapNode> roots, string place)
    {
        var name = Chosen(roots, place);
        Variables.SetDefault("COMPOSE_PROJECT_NAME", name.Text);
        return name;
    }

    private ProjectName Chosen(IReadOnlyList<MapNode> roots, string place)
    {
        if (Variables.Find("COMPOSE_PROJECT_NAME") is { Length: > 0 } given)
        {
            if (!Names.IsLabel(given, Names.LongestApp))
                problems.Add(new Problem("COMPOSE_PROJECT_NAME", "compose.bad-name", $"The app's name that it gives is not a DNS label of at most {Names.LongestApp} characters (a-z, 0-9, '-').", $"Set it to such a name{(Names.ToLabel(given, Names.LongestApp) is { Length: > 0 } better ? $", as '{better}'" : "")}, or unset it."));
            return new ProjectName(given, FromVariable: true);
        }

        if (roots.Select(r => r.Find("name")).OfType<Scalar>().LastOrDefault(s => !s.IsNull) is { } written)
            return new ProjectName(input.Interpolate ? Interpolation.Fill(written.Text, Variables.Find).Text : written.Text, FromVariable: false);
        var label = Names.ToLabel(Path.GetFileName(Path.TrimEndingDirectorySeparator(Files.Directory)), Names.LongestApp);
        if (label.Length == 0)
            problems.Add(new Problem(roots.Count > 0 ? roots[0].At.ToString() : place, "compose.bad-name", "The app has no name, and none can be made of its directory's.", "Write 'name: my-app' at the top level."));
        return new ProjectName(label.Length > 0 ? label : "app", FromVariable: false);
    }

    private void ReadEnvFiles()
    {
        var env = new EnvFiles(Files, problems);
        var named = input.EnvFiles.Count > 0 ? input.EnvFiles
            : input.Variables.GetValueOrDefault("COMPOSE_ENV_FILES")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        if (named.Count == 0)
        {
            var usual = Path.Combine(Files.Directory, ".env");
            if (File.Exists(usual) && input.Variables.GetValueOrDefault("COMPOSE_DISABLE_ENV_FILE") is not ("1" or "true" or "TRUE" or "True")) env.Read(usual, ".env", Variables);
            return;
        }

        foreach (var file in named)
        {
            var path = Files.Absolute(file);
            if (File.Exists(path)) env.Read(path, Quote.Short(file), Variables);
            else if (file != "/dev/null") problems.Add(new Problem(Quote.Short(file), "compose.file-not-found", "This file of variables does not exist.", $"Create it, or mend {(input.EnvFiles.Count > 0 ? "--env-file" : "COMPOSE_ENV_FILES")}."));
        }
    }
}
