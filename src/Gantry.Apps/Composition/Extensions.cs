using Gantry.Apps.Keys.Shapes;
using Gantry.Apps.Reading;
using Gantry.Apps.Sections;
using Gantry.Apps.Values;
using Gantry.Apps.Yaml;

namespace Gantry.Apps.Composition;

/// <summary>Lets services take over the keys of others, of the same file or another, by the rules of merging.</summary>
internal sealed class Extensions(Project project, Scope scope)
{
    private const int Deepest = 64;
    private readonly Dictionary<(string File, string Service), YamlNode> done = [];
    private readonly Dictionary<string, Origin> origins = new(StringComparer.Ordinal);

    /// <summary>A file that services come from.</summary>
    private sealed record Origin(string Path, MapNode Root, Scope Scope, MapNode? Below)
    {
        public MapNode? Services => Root.Find("services") as MapNode;

        /// <summary>In the file itself, else in the files before it.</summary>
        public MapEntry? Service(string name) => Entry(Services, name) ?? Entry(Below?.Find("services") as MapNode, name);

        private static MapEntry? Entry(MapNode? map, string name) => map?.Entries.FirstOrDefault(e => e.Key == name);
    }

    /// <param name="below">The files before this one, merged.</param>
    public MapNode Extend(MapNode file, string path, MapNode? below)
    {
        var origin = new Origin(path, file, scope, below);
        if (origin.Services is not { } services || !services.Entries.Any(e => e.Value is MapNode map && map.Find("extends") is not null)) return file;
        origins[path] = origin;
        var extended = new MapNode(services.At, [.. services.Entries.Select(e => e with { Value = Resolve(origin, e.Key, e.Value, []) })], services.Tag) { Merges = services.Merges };
        return new MapNode(file.At, [.. file.Entries.Select(e => e.Key == "services" ? e with { Value = extended } : e)], file.Tag) { Merges = file.Merges };
    }

    /// <param name="trail">The services by whose extension one came here, as messages call them.</param>
    private YamlNode Resolve(Origin origin, string name, YamlNode service, IReadOnlyList<(string File, string Service)> trail)
    {
        if (service is not MapNode map || map.Find("extends") is not { } extends || extends is Scalar { IsNull: true } || extends.Tag == MergeTag.Reset) return service;
        if (done.TryGetValue((origin.Path, name), out var known)) return known;
        var at = new Value(extends, $"services.{name}.extends", project.Aside(project.Context.Files.Shown(origin.Path)));
        var result = Found(origin, at, [.. trail, (origin.Path, name)]) is { } from
            ? ServiceShapes.Service.Join(from, map, new MergeRun(project.Context.Problems))
            : map;
        return done[(origin.Path, name)] = result;
    }

    /// <summary>The service that is extended, itself extended; null after reporting.</summary>
    private YamlNode? Found(Origin origin, Value at, IReadOnlyList<(string File, string Service)> trail)
    {
        var draft = new ComposingKeys.ExtendsDraft();
        if (at.IsMap) ComposingKeys.Extends.Read(at, draft);
        else draft.Service = at;
        if (draft.Service is not { } service)
        {
            at.Refuse("compose.missing-key", "'extends' names no service.", "Write 'service: name' below it.");
            return null;
        }

        if (service.Word() is not { } name) return null;
        var other = draft.File is null ? origin : Open(draft.File.Value, origin);
        if (other is null) return null;
        if (trail.Contains((other.Path, name)))
        {
            var circle = trail.SkipWhile(t => t != (other.Path, name)).Append((other.Path, name)).ToList();
            service.Refuse("compose.cycle", circle.Count == 2 ? $"Service '{Quote.Short(name)}' extends itself." : $"Services extend each other in a circle: {string.Join(" → ", circle.Select(Shown))}.",
                "Move what they share into a service of its own, and let both extend that.");
            return null;
        }

        if (trail.Count > Deepest)
        {
            service.Refuse("compose.too-deep", $"More than {Deepest} services extend one another here.", "Extend fewer, or write the keys out.");
            return null;
        }

        if (other.Service(name) is not { } entry)
        {
            service.Refuse("compose.unknown-service", $"There is no service {service.Shown} in {Quote.Short(project.Context.Files.Shown(other.Path))} to extend.",
                Nearest.Of(name, other.Services?.Entries.Select(e => e.Key) ?? []) is { } near ? $"Did you mean '{near}'?" : "Name a service of that file, or the file that has it with 'file'.");
            return null;
        }

        var whole = Resolve(other, name, entry.Value, trail);
        if (whole is not MapNode map) return null;
        var keys = new MapNode(map.At, [.. map.Entries.Where(e => e.Key != "extends")], map.Tag) { Merges = map.Merges };
        return other.Scope.Folder == scope.Folder ? keys : ServiceShapes.Service.Rebase(keys, other.Scope.Absolute);
    }

    private Origin? Open(Value file, Origin from)
    {
        if (project.Named(file, from.Scope, "extends.file") is not { } path) return null;
        if (origins.TryGetValue(path, out var known)) return known;
        var root = project.Sources.Map(path, file.Place, whole: false) ?? new MapNode(file.Mark, []);
        var folder = new Scope(Path.GetDirectoryName(path)!, scope.Variables);
        return origins[path] = new Origin(path, project.Fill(root, folder), folder, null);
    }

    private string Shown((string File, string Service) at) => at.File == origins.Values.First().Path ? at.Service : $"{at.Service} ({project.Context.Files.Shown(at.File)})";
}
