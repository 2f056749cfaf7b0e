using Gantry.Apps.Reading;

namespace Gantry.Apps;

/// <summary>What is known of the files beyond the app they define: where things stand, and how they were written.</summary>
public sealed class ComposeFacts
{
    private readonly SourceMap map;
    private readonly IReadOnlySet<string> literals;
    private readonly IReadOnlySet<string> shellSyntax;

    internal ComposeFacts(SourceMap map, IReadOnlySet<string> literals, IReadOnlySet<string> shellSyntax)
    {
        this.map = map;
        this.literals = literals;
        this.shellSyntax = shellSyntax;
    }

    /// <summary>Where <paramref name="path"/> (such as <c>services.web.ports[0]</c>) was written, or the nearest part around it.</summary>
    public string Place(string path) => map.Place(path);

    /// <summary>What stands at a place of the files, such as <c>services.web.ports[0]</c>; empty when nothing is known to.</summary>
    public string PathAt(string place) => map.PathAt(place);

    /// <summary>True when the path was written in the files at all, rather than left to its default.</summary>
    public bool Has(string path) => map.Has(path);

    /// <summary>True when the value of this environment variable stands in the compose file itself, not in a variable or another file.</summary>
    public bool IsLiteral(string service, string variable) => literals.Contains($"services.{service}.environment.{variable}");

    /// <summary>True when a command written as one line has a shell's operators, which no shell will read.</summary>
    public bool HasShellSyntax(string path) => shellSyntax.Contains(path);
}
