using Gantry.Resources.Images;
using Gantry.Resources.Policies;
using Gantry.Resources.Releases;
using Gantry.Trust.Decisions.Severities;

namespace Gantry.Trust.Decisions.Admission;

/// <summary>All that a verdict is made from. The same gives the same verdict at any time.</summary>
public sealed record AdmissionInput
{
    public required ReleaseSpec Release { get; init; }

    /// <summary>What is known of the release's images; one that is missing is one of which nothing is known.</summary>
    public required IReadOnlyList<AdmissionImage> Images { get; init; }
    public required Policy Policy { get; init; }
    public required DateTimeOffset Now { get; init; }
}

/// <summary>What is known of an image.</summary>
public sealed record AdmissionImage
{
    public required ImageSpec Spec { get; init; }

    /// <summary>Null where nobody has judged it.</summary>
    public ImageStatus? Status { get; init; }

    /// <summary>Those that count, of the judgement that the status names; null where there is none, or where it cannot be read.</summary>
    public IReadOnlyList<AdmissionFinding>? Findings { get; init; }

    /// <summary>Names of the known images that it stands on, its own included.</summary>
    public IReadOnlyList<string> Bases { get; init; } = [];
}

/// <summary>A vulnerability of a package of an image.</summary>
public sealed record AdmissionFinding
{
    public required string Id { get; init; }
    public IReadOnlyList<string> Aliases { get; init; } = [];
    public required Level Severity { get; init; }
    public required string Package { get; init; }
    public required string Version { get; init; }

    /// <summary>The first version without it; null where there is none yet.</summary>
    public string? Fixed { get; init; }

    /// <summary>The source package, where that has another name.</summary>
    public string? Source { get; init; }
}
