using Gantry.Apps.Decisions;
using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Sections;
using Gantry.Apps.Sections.Releases;
using Gantry.Apps.Values;
using Gantry.Apps.Yaml;
using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Apps;

/// <summary>Reads compose projects. Needs no platform and no engine, and reads nothing but the project's own files.</summary>
public sealed class ComposeProject
{
    private readonly ComposeInput input;
    private readonly ProblemLog problems = new();
    private readonly Variables variables;
    private readonly ProjectFiles files;

    private ComposeProject(ComposeInput input)
    {
        this.input = input;
        variables = new Variables(input.Variables, problems);
        files = new ProjectFiles(input.ProjectDirectory, problems);
    }

    /// <summary>
    /// Reads the project. Everything that is wrong is in the result, all at once; exceptions are bugs. A definition is there
    /// exactly when no problem is an error.
    /// </summary>
    public static ComposeResult Load(ComposeInput input) => new ComposeProject(input).Read();

    private ComposeResult Read()
    {
        if (!Names.IsLabel(input.Environment, Names.LongestApp))
            problems.Add(new Problem("--env", "compose.bad-name", $"The environment '{Quote.Short(input.Environment)}' is not a DNS label of at most {Names.LongestApp} characters.", "Use lower-case letters, digits and '-', such as 'production'."));
        var found = new ProjectSources(input, files, problems).Find();
        var shown = found is null ? Quote.Short(input.ProjectDirectory) : files.Shown(found.Compose);
        var context = new ReadContext(problems, variables, new SourceMap(shown), files);
        var facts = new ComposeFacts(context.Map, context.Literals, context.ShellSyntax);
        AppDefinition? app = null;
        if (found is not null)
        {
            ReadDotenv();
            if (Root(found.Compose, context) is { } root) app = Build(root, found, context, facts);
        }

        var sorted = problems.All.Select((p, i) => (p, i)).OrderBy(x => PlaceOrder.Of(x.p.Place)).ThenBy(x => x.i).Select(x => x.p).ToList();
        return new ComposeResult(problems.HasErrors ? null : app, sorted) { Facts = facts, Accounted = context.Accounts };
    }

    private AppDefinition Build(Value root, Sources found, ReadContext context, ComposeFacts facts)
    {
        var name = ProjectName(root);
        variables.SetDefault("COMPOSE_PROJECT_NAME", name);
        var project = new ProjectDraft();
        TopLevelKeys.Section.Read(root, project);
        if (found.Gantry is { } gantry && Root(gantry, context, "x-gantry") is { } more) GantryKeys.Project.Read(more, project);
        var services = Completion.Services(project.Services.Values.Where(d => Completion.TakesPart(d, input.Profiles)));
        var app = new AppDefinition
        {
            Name = project.Name ?? name,
            Environment = input.Environment,
            ProjectDirectory = files.Directory,
            Services = services,
            Networks = AppNetworks.Used(services),
            Volumes = Volumes.Used(services),
            KeepWarm = project.KeepWarm ?? TimeSpan.FromMinutes(10),
        };
        if (project.Services.Count == 0) NoServices(root, context, "The file has no services.", "Write at least one under 'services'.");
        else if (services.Count == 0) NoServices(root, context, "Every service is left out by its profiles.", "Ask for a profile with --profile.");
        problems.AddRange(Validation.Check(app, project, facts));
        return app;
    }

    private void NoServices(Value root, ReadContext context, string message, string help) =>
        problems.Add(new Problem(context.Map.Has("services") ? context.Map.Place("services") : root.Place, "compose.no-services", message, help));

    /// <summary>The name must be known before variables are filled in, since one of them holds it.</summary>
    private string ProjectName(Value root)
    {
        var written = root.IsMap ? root.Entries().Where(e => e.Key == "name" && e.Value.IsText).Select(e => e.Value.Raw).FirstOrDefault() : null;
        if (written is not null) return Interpolation.Fill(written, variables.Find).Text;
        var label = Names.ToLabel(Path.GetFileName(Path.TrimEndingDirectorySeparator(files.Directory)), Names.LongestApp);
        if (label.Length > 0) return label;
        problems.Add(new Problem(root.Place, "compose.bad-name", "The app has no name, and none can be made of its directory's.", "Write 'name: my-app' at the top level."));
        return "app";
    }

    private Value? Root(string path, ReadContext context, string at = "")
    {
        var shown = files.Shown(path);
        if (files.Read(path, shown) is not { } text) return null;
        var errors = problems.Errors;
        if (YamlReader.Read(text, shown, problems) is { } node)
        {
            var root = new Value(node, at, context);
            if (root.IsMap) return root;
            if (!root.IsNull)
            {
                problems.Add(new Problem(root.Place, "compose.wrong-type", "The file does not hold a map.", "Begin it with 'services:'."));
                return null;
            }
        }

        if (errors == problems.Errors && at.Length == 0) problems.Add(new Problem($"{shown}:1:1", "compose.no-services", "The file is empty.", "Write at least one service under 'services'."));
        return null;
    }

    private void ReadDotenv()
    {
        var path = Path.Combine(files.Directory, ".env");
        if (!File.Exists(path) || files.Read(path, ".env") is not { } text) return;
        var (entries, faults) = Dotenv.Parse(text, n => input.Variables.GetValueOrDefault(n));
        EnvironmentReader.Report(faults, ".env", problems);
        foreach (var entry in entries)
        {
            if (entry.Value is not null) variables.Set(entry.Name, entry.Value);
            if (entry.Name is "COMPOSE_FILE" or "COMPOSE_PROFILES" or "COMPOSE_PROJECT_NAME")
                problems.Add(new Problem($".env:{entry.Line}:1", "compose.no-effect", $"{entry.Name} in .env does not direct Gantry.", "Use --file, --profile, and 'name' in the compose file.", Severity.Note));
        }
    }
}
