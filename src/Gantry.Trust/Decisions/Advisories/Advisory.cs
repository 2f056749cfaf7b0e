using Gantry.Trust.Decisions.Severities;

namespace Gantry.Trust.Decisions.Advisories;

/// <summary>What a record of the Open Source Vulnerability format says, as far as judging needs it.</summary>
public sealed record Advisory
{
    public required string Id { get; init; }

    /// <summary>As written; of two records with one id the later counts.</summary>
    public required string Modified { get; init; }

    /// <summary>Taken back by whoever published it: it is kept, so that an older copy does not bring it back, and never reported.</summary>
    public bool Withdrawn { get; init; }

    public string Summary { get; init; } = "";
    public IReadOnlyList<string> Aliases { get; init; } = [];
    public Rating Rating { get; init; } = Rating.Unknown;
}

/// <summary>A package and which of its versions an advisory is about.</summary>
public sealed record Affected
{
    /// <summary>As OSV names it: <c>npm</c>, <c>Debian:12</c>.</summary>
    public required string Ecosystem { get; init; }

    /// <summary>In the form that <see cref="PackageNames"/> makes of it. For Debian and Alpine it is the source package.</summary>
    public required string Name { get; init; }

    public IReadOnlyList<AffectedRange> Ranges { get; init; } = [];
    public IReadOnlyList<string> Versions { get; init; } = [];

    /// <summary>What this package's own ecosystem says of it, where it differs.</summary>
    public Rating? Rating { get; init; }
}

/// <summary>Events in any order.</summary>
/// <param name="SemVer">Ordered by semantic versioning and not by the ecosystem.</param>
public sealed record AffectedRange(bool SemVer, IReadOnlyList<RangeEvent> Events);

/// <summary>Where something begins or ends.</summary>
/// <param name="Kind"><c>introduced</c>, <c>fixed</c>, <c>last_affected</c> or <c>limit</c>.</param>
public readonly record struct RangeEvent(string Kind, string Version);

/// <summary>A record as it is read.</summary>
/// <param name="Passed">Ranges of commits, which say nothing of packages.</param>
public sealed record OsvRecord(Advisory Advisory, IReadOnlyList<Affected> Affected, int Passed);

/// <summary>What an advisory says of a package that was asked for.</summary>
public readonly record struct Match(string Id, Affected Affected);
