using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections;

internal static class BuildKeys
{
    private static readonly string[] Remote = ["http://", "https://", "git://", "git@", "ssh://", "github.com/"];

    /// <summary>What a map of <c>build</c> has set so far.</summary>
    internal sealed class BuildDraft
    {
        public Value? Context { get; set; }
        public Value? Dockerfile { get; set; }
        public string? Target { get; set; }
        public SortedDictionary<string, string> Args { get; } = new(StringComparer.Ordinal);
    }

    public static readonly Section<BuildDraft> Section = new Section<BuildDraft>("build", "services.<name>.build")
        .Takes("context", "The directory that is sent to the builder; '.' without it.", (d, v) => d.Context = v)
        .Takes("dockerfile", "The file in it; 'Dockerfile' without it.", (d, v) => d.Dockerfile = v)
        .Takes("args", "Build arguments, a map or a list. They are stored with the release: no place for secrets.", ReadArgs)
        .Takes("target", "The stage to build.", (d, v) => d.Target = v.Word())
        .Notes("cache_from", "the engine's own build cache is used")
        .Notes("cache_to", "the engine's own build cache is used")
        .Notes("tags", "the image is known by its id and by the service's 'image'")
        .Notes("pull", "images are resolved when a release is made", "Use 'gantry up --refresh' to pull base images again.")
        .Notes("no_cache", "what has not changed is not built again", "Use 'gantry up --refresh' to build again.")
        .Notes("no_cache_filter", "what has not changed is not built again", "Use 'gantry up --refresh' to build again.")
        .Refuses("additional_contexts", "so far Gantry sends one build context", "Copy what is needed into the context.")
        .Refuses("dockerfile_inline", "so far Gantry reads the Dockerfile from the context only", "Write it to a file, and name that with 'dockerfile'.")
        .Forbids("entitlements", "a build must not have more rights than a container", "Remove it.")
        .Refuses("extra_hosts", "Gantry does not add host names to builds yet", "Use names that the machine resolves.")
        .Refuses("isolation", "it is for Windows", "Remove it.")
        .Refuses("labels", "Gantry does not label built images yet", "Write LABEL in the Dockerfile.")
        .Refuses("network", "builds run on the engine's default network", "Remove it.")
        .Refuses("platforms", "Gantry builds for the machine's own platform", "Remove it.")
        .Forbids("privileged", "a build must not have more rights than a container", "Remove it.")
        .Refuses("provenance", "Gantry does not attach provenance to images yet", "Remove it.")
        .Refuses("sbom", "Gantry does not attach a bill of materials to images yet", "Remove it.")
        .Refuses("secrets", "Gantry does not hand secrets to builds yet", "Fetch what needs a secret beforehand and copy it into the context; never use 'args' for it.")
        .Refuses("shm_size", "Gantry does not size /dev/shm of builds yet", "Remove it.")
        .Refuses("ssh", "Gantry does not hand keys to builds yet", "Fetch what needs a key beforehand and copy it into the context.")
        .Refuses("ulimits", "Gantry does not set process limits of builds yet", "Remove it.");

    public static void Read(ServiceDraft service, Value value)
    {
        var draft = new BuildDraft();
        if (value.IsMap) Section.Read(value, draft);
        else draft.Context = value;
        var context = Directory(draft.Context, value);
        if (context is null) return;
        var dockerfile = Dockerfile(draft.Dockerfile, value, context);
        if (dockerfile is null) return;
        service.Is = service.Is with { Build = new BuildDefinition { Context = context, Dockerfile = dockerfile, Target = draft.Target, Args = draft.Args } };
    }

    private static string? Directory(Value? named, Value build)
    {
        var files = build.Context.Files;
        if (named is not { } value) return files.Directory;
        if (value.Word() is not { } text) return null;
        if (Remote.Any(r => text.StartsWith(r, StringComparison.Ordinal)))
        {
            value.Refuse("compose.refused-value", "A build context elsewhere is refused, because what is built must be known before it is built.", "Clone it, and name the directory.");
            return null;
        }

        var path = files.Absolute(text);
        if (System.IO.Directory.Exists(path)) return path;
        value.Refuse("compose.missing-file", $"The build context {value.Shown} is not a directory.", $"Create {Quote.Short(files.Shown(path))}, or mend the path; it is relative to the project directory.");
        return null;
    }

    private static string? Dockerfile(Value? named, Value build, string context)
    {
        var text = named is null ? "Dockerfile" : named.Value.Word();
        if (text is null) return null;
        var at = named ?? build;
        var relative = Path.GetRelativePath(context, Path.GetFullPath(text, context));
        if (Path.IsPathRooted(relative) || relative == ".." || relative.StartsWith("../", StringComparison.Ordinal))
        {
            at.Refuse("compose.refused-value", "A Dockerfile outside of the build context is refused, because the builder gets the context alone.", "Move it into the context, or choose a context that holds it.");
            return null;
        }

        if (File.Exists(Path.Combine(context, relative))) return relative;
        at.Refuse("compose.missing-file", $"The build context has no file '{Quote.Short(relative)}'.", $"Create {Quote.Short(build.Context.Files.Shown(Path.Combine(context, relative)))}, or name another with build.dockerfile.");
        return null;
    }

    private static void ReadArgs(BuildDraft draft, Value value)
    {
        foreach (var (name, text, at) in value.Pairs())
        {
            if ((text ?? at.Context.Variables.Find(name)) is { } known) draft.Args[name] = known;
            else EnvironmentReader.Missing(name, at);
        }
    }
}
