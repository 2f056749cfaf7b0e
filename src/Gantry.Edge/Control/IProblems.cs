using Gantry.Resources;

namespace Gantry.Edge.Control;

/// <summary>A part of the edge with which something can be wrong that people can mend.</summary>
public interface IProblems
{
    /// <summary>The problems are others than before.</summary>
    event Action? Changed;

    IReadOnlyList<Problem> Problems { get; }
}
