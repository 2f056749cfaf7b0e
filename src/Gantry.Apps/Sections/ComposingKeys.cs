using Gantry.Apps.Keys;
using Gantry.Apps.Reading;

namespace Gantry.Apps.Sections;

/// <summary>The keys by which files are composed of others. They have been followed when the composed tree is read.</summary>
internal static class ComposingKeys
{
    /// <summary>An entry of <c>include</c>.</summary>
    internal sealed class IncludeDraft
    {
        public IReadOnlyList<Value> Paths { get; set; } = [];
        public Value? Directory { get; set; }
        public IReadOnlyList<Value>? EnvFiles { get; set; }
    }

    /// <summary>What a service extends.</summary>
    internal sealed class ExtendsDraft
    {
        public Value? Service { get; set; }
        public Value? File { get; set; }
    }

    public static readonly Section<IncludeDraft> Include = new Section<IncludeDraft>("include", "include[]")
        .Takes("path", "The compose file, or a list of them to be merged, relative to this one's folder.", (d, v) => d.Paths = [.. v.OneOrMore()])
        .Takes("project_directory", "What relative paths in it refer to; its own folder without it.", (d, v) => d.Directory = v)
        .Takes("env_file", "Files with values for variables that are not set otherwise; '.env' of its folder without it.", (d, v) => d.EnvFiles = [.. v.OneOrMore()]);

    public static readonly Section<ExtendsDraft> Extends = new Section<ExtendsDraft>("extends", "services.<name>.extends")
        .Takes("service", "The service whose keys are taken over.", (d, v) => d.Service = v)
        .Takes("file", "The file that has it; this one without it. Relative paths in it refer to its own folder.", (d, v) => d.File = v);
}
