using Gantry.Resources;

namespace Gantry.Cli;

/// <summary>The command cannot go on; its problems are printed and it exits with 1.</summary>
public sealed class GiveUpException(IReadOnlyList<Problem> problems) : Exception("The command cannot go on.")
{
    public GiveUpException(string place, string code, string message, string help) : this([new Problem(place, code, message, help)]) { }

    public IReadOnlyList<Problem> Problems { get; } = problems;
}
