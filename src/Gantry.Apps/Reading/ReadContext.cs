namespace Gantry.Apps.Reading;

/// <summary>What one reading of a project shares: where problems, places and accounts are gathered.</summary>
internal sealed class ReadContext(ProblemLog problems, Variables variables, SourceMap map, ProjectFiles files)
{
    public ProblemLog Problems { get; } = problems;
    public Variables Variables { get; } = variables;
    public SourceMap Map { get; } = map;
    public ProjectFiles Files { get; } = files;
    public List<KeyAccount> Accounts { get; init; } = [];

    /// <summary>Paths of environment variables whose value stands in the file itself.</summary>
    public HashSet<string> Literals { get; } = new(StringComparer.Ordinal);

    /// <summary>Paths of commands in which a shell's operators stand although no shell reads them.</summary>
    public HashSet<string> ShellSyntax { get; } = new(StringComparer.Ordinal);
}
