using System.Text;
using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Engine.Images;

/// <summary>What a build is made from: the files of its folder that are not ignored.</summary>
public sealed record BuildContext
{
    /// <summary>The name that a Dockerfile from outside of the folder gets in the context.</summary>
    private const string Foreign = ".gantry.Dockerfile";

    /// <summary>Its path in the context.</summary>
    public required string Dockerfile { get; init; }
    public required string DockerfileText { get; init; }

    /// <summary>Absolute, for messages.</summary>
    public required string DockerfilePath { get; init; }

    /// <summary>Sorted by path.</summary>
    public required IReadOnlyList<ContextEntry> Entries { get; init; }

    public static Outcome<BuildContext> Read(string place, BuildDefinition build)
    {
        if (!Directory.Exists(build.Context))
        {
            return new Problem($"{place}.context", EngineCodes.BuildContextMissing, $"There is no folder {build.Context} to build from.",
                "Mend `build.context`, which is relative to the compose file.");
        }
        if (build.DockerfileInline is { } inline) return Inline(place, build, inline);
        var dockerfile = Path.GetFullPath(Path.Combine(build.Context, build.Dockerfile));
        if (!File.Exists(dockerfile))
        {
            return new Problem($"{place}.dockerfile", EngineCodes.DockerfileMissing, $"There is no {dockerfile}.",
                "Create it, or mend `build.dockerfile`, which is relative to the context.");
        }
        try
        {
            var inside = Path.GetRelativePath(build.Context, dockerfile);
            var outside = inside.StartsWith("..", StringComparison.Ordinal);
            var ignore = Ignore(build.Context, dockerfile);
            var entries = ContextWalk.Entries(build.Context, ignore, outside ? null : inside);
            if (outside) entries.Add(ContextEntry.Of(Foreign, new FileInfo(dockerfile)));
            return new BuildContext
            {
                Dockerfile = outside ? Foreign : inside,
                DockerfileText = File.ReadAllText(dockerfile),
                DockerfilePath = dockerfile,
                Entries = [.. entries.OrderBy(e => e.Path, StringComparer.Ordinal)],
            };
        }
        catch (UnauthorizedAccessException e)
        {
            return Unreadable(place, e.Message);
        }
    }

    /// <summary>The Dockerfile stands in the compose file and is sent along under a name of its own.</summary>
    private static Outcome<BuildContext> Inline(string place, BuildDefinition build, string text)
    {
        try
        {
            var content = Encoding.UTF8.GetBytes(text);
            var entries = ContextWalk.Entries(build.Context, Ignore(build.Context, Path.Combine(build.Context, "Dockerfile")), null);
            entries.Add(new ContextEntry(Foreign, "", ContextEntryKind.File, UnixFileMode.UserRead | UnixFileMode.UserWrite, content.Length, DateTime.UnixEpoch, default, null) { Content = content });
            return new BuildContext
            {
                Dockerfile = Foreign,
                DockerfileText = text,
                DockerfilePath = $"{place}.dockerfile_inline",
                Entries = [.. entries.OrderBy(e => e.Path, StringComparer.Ordinal)],
            };
        }
        catch (UnauthorizedAccessException e)
        {
            return Unreadable(place, e.Message);
        }
    }

    public static Problem Unreadable(string place, string why) => new($"{place}.context", EngineCodes.BuildContextMissing,
        $"The build context cannot be read: {why}", "Make the file readable for the user that runs Gantry, or leave it out with .dockerignore.");

    /// <summary>One for this Dockerfile alone goes before the folder's.</summary>
    private static DockerIgnore Ignore(string context, string dockerfile)
    {
        var own = dockerfile + ".dockerignore";
        var shared = Path.Combine(context, ".dockerignore");
        return File.Exists(own) ? DockerIgnore.Parse(File.ReadLines(own))
            : File.Exists(shared) ? DockerIgnore.Parse(File.ReadLines(shared)) : DockerIgnore.Nothing;
    }
}
