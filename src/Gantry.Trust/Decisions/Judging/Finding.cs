using Gantry.Trust.Decisions.Severities;
using Gantry.Trust.Sbom;

namespace Gantry.Trust.Decisions.Judging;

/// <summary>A vulnerability of a component.</summary>
public sealed record Finding
{
    public required string Id { get; init; }

    /// <summary>Other names of the same vulnerability.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    public required Component Component { get; init; }

    /// <summary>The first version without it; null where there is none yet. For a package of a distribution it is that of its source package.</summary>
    public string? Fixed { get; init; }

    public required Rating Rating { get; init; }
    public string Summary { get; init; } = "";

    /// <summary>Why it does not count; null where it does.</summary>
    public Dismissal? Dismissed { get; init; }
}

/// <summary>Somebody has said that a vulnerability does not matter here.</summary>
/// <param name="Status"><c>not_affected</c> or <c>fixed</c>.</param>
/// <param name="Reason">The justification, or the sentence that stands for it.</param>
/// <param name="Document">Which document says so.</param>
public sealed record Dismissal(string Status, string Reason, string Document);

/// <summary>What is known of what is in a bill.</summary>
public sealed record Judgement
{
    /// <summary>The advisories that were asked.</summary>
    public required string Snapshot { get; init; }

    /// <summary>Most urgent first; those that do not count last.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Components of which nothing could be said, with the reason, and statements that were not followed.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Those that count.</summary>
    public IEnumerable<Finding> Open => Findings.Where(f => f.Dismissed is null);
}
