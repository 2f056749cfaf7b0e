using System.Text.Json.Serialization;

namespace Gantry.Resources.Policies;

/// <summary>What a policy says of a release.</summary>
public sealed record Verdict
{
    /// <summary>In the order of the rules, then of the services, then the most severe first.</summary>
    public required IReadOnlyList<Violation> Violations { get; init; }

    /// <summary>Waivers that cover something here and end soon.</summary>
    public IReadOnlyList<Waiver> Expiring { get; init; } = [];

    /// <summary>How many images were looked at.</summary>
    public required int Images { get; init; }

    /// <summary>Those that refuse the release.</summary>
    [JsonIgnore]
    public IEnumerable<Violation> Refusals => Violations.Where(v => v is { Mode: PolicyMode.Enforce, Waiver: null });

    /// <summary>Those that are said and nothing more.</summary>
    [JsonIgnore]
    public IEnumerable<Violation> Warnings => Violations.Where(v => v is { Mode: PolicyMode.Warn, Waiver: null });
    public bool Allowed => !Refusals.Any();
}

/// <summary>A rule that is not kept.</summary>
public sealed record Violation
{
    /// <summary>Of <see cref="RuleNames"/>.</summary>
    public required string Rule { get; init; }
    public required PolicyMode Mode { get; init; }

    /// <summary><c>services.web.image</c>.</summary>
    public required string Place { get; init; }

    /// <summary>Null for what is about the app as a whole.</summary>
    public string? Service { get; init; }

    /// <summary>What is wrong, in one sentence.</summary>
    public required string Cause { get; init; }

    /// <summary>The next thing to do.</summary>
    public required string Remedy { get; init; }

    /// <summary>The vulnerability that it is about; null for none.</summary>
    public FoundVulnerability? Vulnerability { get; init; }

    /// <summary>Who answers for it; null: nobody does.</summary>
    public Waiver? Waiver { get; init; }

    /// <summary>Who did until it ran out.</summary>
    public Waiver? Lapsed { get; init; }
}

/// <param name="Fixed">The first version without it; null where there is none.</param>
/// <param name="Severity">In one word: <c>critical</c>, <c>unknown</c>.</param>
public sealed record FoundVulnerability(string Id, string Package, string Version, string? Fixed, string Severity);
