using Gantry.Apps.Canonical;
using Gantry.Apps.Composition;
using Gantry.Apps.Decisions;
using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Sections;
using Gantry.Apps.Sections.Files;
using Gantry.Apps.Sections.Mounts;
using Gantry.Apps.Sections.Networks;
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
    private readonly Surroundings surroundings;

    private ComposeProject(ComposeInput input)
    {
        this.input = input;
        surroundings = new Surroundings(input, problems);
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
        var found = surroundings.Find();
        var files = surroundings.Files;
        var shown = found is null ? Quote.Short(input.ProjectDirectory) : files.Shown(found.Compose[0]);
        var context = new ReadContext(problems, surroundings.Variables, new SourceMap(shown), files);
        var facts = new ComposeFacts(context.Map, context.Literals, context.ShellSyntax);
        var sources = new SourceFiles(files, problems);
        IReadOnlyList<KeyAccount> accounted = [];
        AppDefinition? app = null;
        CanonicalForm? canonical = null;
        if (found is not null)
        {
            var errors = problems.Errors;
            var name = surroundings.Name(found.Compose.Select(f => sources.Map(f, null)).OfType<MapNode>().ToList(), shown);
            var project = new Project(context, sources, new Boundary(files.Directory, found.Named ? found.Compose : []), input.Interpolate);
            var scope = new Scope(files.Directory, surroundings.Variables);
            var root = project.Compose([.. found.Compose.Select(f => (f, (string?)null))], scope, []);
            if (root is null && errors == problems.Errors)
                problems.Add(new Problem($"{shown}:1:1", "compose.no-services", "The file is empty.", "Write at least one service under 'services'."));
            var gantry = found.Gantry is { } path && root is not null && sources.Map(path, null) is { } more ? project.Fill(more, scope) : null;
            if (root is not null) app = Build(new Value(root, "", context), gantry is null ? null : new Value(gantry, "x-gantry", context), name, facts);
            if (root is not null) canonical = new CanonicalForm(root, files, surroundings, name, input.Interpolate);
            var accounting = new Accounting(context.Accounts, new[] { root, gantry }.OfType<YamlNode>(), problems);
            foreach (var (read, whole) in sources.Read) accounting.Add(read, whole, gantry is not null && read.At.File == gantry.At.File ? "x-gantry" : "");
            accounted = accounting.All;
        }

        // Stable: what was found first at a place is told first.
        IReadOnlyList<Problem> sorted = problems.All.Count < 2 ? problems.All : [.. problems.All.OrderBy(p => PlaceOrder.Of(p.Place))];
        return new ComposeResult(problems.HasErrors || !input.Interpolate ? null : app, sorted) { Facts = facts, Accounted = accounted, Canonical = canonical };
    }

    private AppDefinition Build(Value root, Value? gantry, ProjectName name, ComposeFacts facts)
    {
        var context = root.Context;
        var project = new ProjectDraft();
        TopLevelKeys.Section.Read(root, project);
        if (gantry is { } more) GantryKeys.Project.Read(more, project);
        BorrowedMounts.Lend(project);
        VolumeKeys.Complete(project);
        ExternalNetworks.Complete(project);
        var active = project.Services.Values.Where(d => Completion.TakesPart(d, surroundings.Profiles)).ToList();
        var contents = new FileContents(project);
        contents.Deliver(active);
        contents.TellUnused(project.Services.Values);
        var services = Completion.Services(active);
        var app = new AppDefinition
        {
            Name = name.FromVariable ? name.Text : project.Name ?? name.Text,
            Environment = input.Environment,
            ProjectDirectory = context.Files.Directory,
            Services = services,
            Networks = AppNetworks.Used(services),
            Volumes = Volumes.Used(services),
            Owner = project.Owner,
            KeepWarm = project.KeepWarm ?? TimeSpan.FromMinutes(10),
        };
        if (project is { Services.Count: 0, IsMisread: false } && problems.All.All(p => p.Code != Strays.Code)) NoServices(root, context, "The file has no services.", "Write at least one under 'services'.");
        else if (services.Count == 0 && project.Services.Count > 0) NoServices(root, context, "Every service is left out by its profiles.", "Ask for a profile with --profile.");
        problems.AddRange(Validation.Check(app, project, facts, input.Today));
        return app;
    }

    private void NoServices(Value root, ReadContext context, string message, string help) =>
        problems.Add(new Problem(context.Map.Has("services") ? context.Map.Place("services") : root.Place, "compose.no-services", message, help));
}
