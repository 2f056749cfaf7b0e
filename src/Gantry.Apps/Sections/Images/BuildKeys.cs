using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Sections.Containers;
using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections.Images;

internal static class BuildKeys
{
    private static readonly string[] Remote = ["http://", "https://", "git://", "git@", "ssh://", "github.com/"];

    /// <summary>What a map of <c>build</c> has set so far.</summary>
    internal sealed class BuildDraft(ServiceDraft service)
    {
        public ServiceDraft Service { get; } = service;
        public Value? Context { get; set; }
        public Value? Dockerfile { get; set; }

        /// <summary>Everything but context and Dockerfile.</summary>
        public BuildDefinition Is { get; set; } = new() { Context = "" };

        public void Around(Func<BuildSurroundings, BuildSurroundings> change) => Is = Is with { Surroundings = change(Is.Surroundings ?? new BuildSurroundings()) };
    }

    public static readonly Section<BuildDraft> Section = new Section<BuildDraft>("build", "services.<name>.build")
        .Takes("context", "The directory that is sent to the builder; '.' without it.", (d, v) => d.Context = v)
        .Takes("dockerfile", "The file in it; 'Dockerfile' without it.", (d, v) => d.Dockerfile = v)
        .Takes("dockerfile_inline", "The Dockerfile itself.", (d, v) => d.Is = d.Is with { DockerfileInline = v.Text() })
        .Takes("args", "Build arguments, a map or a list. They are stored with the release: no place for secrets.", ReadArgs)
        .Takes("target", "The stage to build.", (d, v) => d.Is = d.Is with { Target = v.Word() })
        .Takes("labels", "Labels of the image.", (d, v) => d.Is = d.Is with { Labels = new SortedDictionary<string, string>(v.Pairs().ToDictionary(p => p.Name, p => p.Text ?? ""), StringComparer.Ordinal) })
        .Takes("tags", "Further names of the image.", ReadTags)
        .TakesInPart("cache_from", "Images whose layers may be used again.", "type=registry,ref=name is taken as the name; other kinds have no effect.", ReadCache)
        .Notes("cache_to", "the engine keeps its own build cache")
        .Takes("pull", "True: base images are looked for whenever a release is made.", (d, v) => { if (v.Truth() is true) d.Is = d.Is with { Pull = true }; })
        .Takes("no_cache", "True: when anything has changed, every step is built again. What has not changed at all is not built.", (d, v) => { if (v.Truth() is true) d.Is = d.Is with { NoCache = true }; })
        .Notes("no_cache_filter", "all steps or none are built again", "Use 'no_cache', or 'gantry up --refresh'.")
        .TakesInPart("platforms", "One, for which the image is built.", "Several are refused: a release runs on one machine.", ReadPlatforms)
        .Takes("extra_hosts", "Further host names and their addresses for the steps.", (d, v) => { if (NamingKeys.ExtraHosts(v) is { Count: > 0 } hosts) d.Around(s => s with { ExtraHosts = hosts }); })
        .TakesInPart("network", "default, or none: the steps reach nothing.", "host is refused unless x-gantry.allow names build.network=host; others are refused.", ReadNetwork)
        .Takes("shm_size", "The size of /dev/shm in the steps.", (d, v) => { if (v.Bytes(1) is { } size) d.Around(s => s with { ShmSize = size }); })
        .Takes("ulimits", "Process limits of the steps.", (d, v) => { if (KernelKeys.Ulimits(v) is { Count: > 0 } limits) d.Around(s => s with { Ulimits = limits }); })
        .Notes("provenance", "Gantry records what an image was built from itself")
        .Notes("sbom", "what is in an image can be listed from the image")
        .Refuses("additional_contexts", "the engine's builder is sent one context", "Copy what is needed into the context, or name images in the Dockerfile (COPY --from).")
        .Forbids("entitlements", "a build must not have more rights than a container", "Remove it.")
        .Refuses("isolation", "it is for Windows", "Remove it.")
        .Forbids("privileged", "a build must not have more rights than a container", "Remove it.")
        .Refuses("secrets", "the engine's builder takes none without keeping them in its cache", "Fetch what needs a secret beforehand and copy it into the context; never use 'args' for it.")
        .Refuses("ssh", "the engine's builder takes no keys without keeping them in its cache", "Fetch what needs a key beforehand and copy it into the context.");

    public static void Read(ServiceDraft service, Value value)
    {
        var draft = new BuildDraft(service);
        if (value.IsMap) Section.Read(value, draft);
        else draft.Context = value;
        var context = Directory(draft.Context, value);
        if (context is null) return;
        if (draft.Is.DockerfileInline is not null)
        {
            if (draft.Dockerfile is { } both) both.RefuseKey("compose.contradiction", "'dockerfile' and 'dockerfile_inline' name two Dockerfiles.", "Keep one of the two.");
            service.Is = service.Is with { Build = draft.Is with { Context = context } };
            return;
        }

        var dockerfile = Dockerfile(draft.Dockerfile, value, context);
        if (dockerfile is null) return;
        service.Is = service.Is with { Build = draft.Is with { Context = context, Dockerfile = dockerfile } };
    }

    private static void ReadTags(BuildDraft draft, Value value)
    {
        var tags = new List<string>();
        foreach (var item in value.Items())
        {
            if (item.Word() is not { } text) continue;
            if (ImageName.Parse(text) is { Digest: null }) tags.Add(text);
            else item.Refuse("compose.bad-image", $"{item.Shown} is not the name of an image.", "Write name:tag, such as registry.example.org/team/app:1.2.");
        }

        if (tags.Count > 0) draft.Is = draft.Is with { Tags = tags };
    }

    private static void ReadCache(BuildDraft draft, Value value)
    {
        var images = new List<string>();
        foreach (var item in value.Items())
        {
            if (item.Word() is not { } text) continue;
            var name = text.StartsWith("type=registry,", StringComparison.Ordinal) ? text.Split(',').FirstOrDefault(p => p.StartsWith("ref=", StringComparison.Ordinal))?[4..] : text;
            if (name is not null && ImageName.Parse(name) is not null) images.Add(name);
            else item.Say(Resources.Severity.Note, "compose.no-effect", $"The cache {item.Shown} has no effect here, because the engine takes layers from images only.", "Remove it, or leave it for other tools.");
        }

        if (images.Count > 0) draft.Is = draft.Is with { CacheFrom = images };
    }

    private static void ReadPlatforms(BuildDraft draft, Value value)
    {
        var items = value.OneOrMore().ToList();
        if (items.Count > 1) value.RefuseKey("compose.refused-value", "Several platforms are refused, because a release runs on one machine.", "Keep the machine's, or remove the key.");
        else if (items.Count == 1 && ImageKeys.Platform(items[0]) is { } platform) draft.Is = draft.Is with { Platform = platform };
    }

    private static void ReadNetwork(BuildDraft draft, Value value)
    {
        switch (value.Text())
        {
            case null or "default" or "bridge": break;
            case "none":
                draft.Around(s => s with { Network = "none" });
                break;
            case "host":
                draft.Service.AsksUnsafe(value, "build.network=host", "the steps of the build would reach everything that listens on this machine alone", "Remove it.");
                draft.Around(s => s with { Network = "host" });
                break;
            default:
                value.Refuse("compose.refused-value", $"The network {value.Shown} is refused, because builds run before the networks of the app exist.", "Remove it, or write none.");
                break;
        }
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
        var args = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, text, at) in value.Pairs())
        {
            if ((text ?? at.Context.Variables.Find(name)) is { } known) args[name] = known;
            else EnvironmentReader.Missing(name, at);
        }

        draft.Is = draft.Is with { Args = args };
    }
}
