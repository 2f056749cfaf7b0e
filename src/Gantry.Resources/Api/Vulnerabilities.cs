namespace Gantry.Resources.Api;

/// <summary><c>GET /v1/vulnerabilities</c>: what is known to be wrong with what runs, and with what a rollback would run.</summary>
public sealed record VulnerabilityReport
{
    /// <summary>Null: none have been imported, and nothing can be said.</summary>
    public AdvisoriesView? Advisories { get; init; }

    /// <summary>How many images were looked at.</summary>
    public required int Images { get; init; }

    /// <summary>Most urgent first.</summary>
    public required IReadOnlyList<ExposedVulnerability> Findings { get; init; }

    /// <summary>What runs and was not judged: nothing is known of it, good or bad.</summary>
    public required IReadOnlyList<UnjudgedImage> Unjudged { get; init; }
}

/// <param name="AsOf">How new what is known is: that of the newest record, or of the import where a record claims to be of later.</param>
public sealed record AdvisoriesView(string Snapshot, long Count, DateTimeOffset AsOf, bool Stale);

/// <param name="Problem">Why.</param>
public sealed record UnjudgedImage(string Image, IReadOnlyList<ExposedService> Services, Problem Problem);

/// <summary>A vulnerability of a package, and everything here that has that package.</summary>
public sealed record ExposedVulnerability
{
    public required string Id { get; init; }
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary><c>critical</c>, <c>high</c>, <c>medium</c>, <c>low</c>, <c>none</c>, or <c>unknown</c> where nobody has rated it.</summary>
    public required string Severity { get; init; }
    public double? Score { get; init; }
    public required string Package { get; init; }

    /// <summary>Of the package URL: <c>deb</c>, <c>npm</c>.</summary>
    public required string Type { get; init; }
    public required string Version { get; init; }

    /// <summary>The first version without it; null where there is none yet.</summary>
    public string? Fixed { get; init; }

    /// <summary>Where in the image it was found.</summary>
    public string? Path { get; init; }
    public string Summary { get; init; } = "";

    /// <summary>When this platform first knew of it in something that it has.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Most exposed first.</summary>
    public required IReadOnlyList<ExposedService> Services { get; init; }

    /// <summary>What to do, with the commands; empty where nothing helps yet.</summary>
    public IReadOnlyList<string> Remedies { get; init; } = [];
}

/// <param name="Runs">False: a rollback would bring it.</param>
/// <param name="Requests">Requests and connections that it got since the edge started.</param>
public sealed record ExposedService(string Environment, string App, string Service, int Release, bool Runs, Reach Reach, long Requests);

/// <summary>Who reaches a service.</summary>
public enum Reach
{
    /// <summary>Nobody through the edge, or other services only.</summary>
    Inside,

    /// <summary>A service that a public route reaches depends on it.</summary>
    Behind,

    /// <summary>A route or a published port.</summary>
    Public,
}
