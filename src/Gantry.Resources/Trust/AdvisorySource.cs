namespace Gantry.Resources.Trust;

/// <summary>Where advisories are fetched from, and how often. Written by the API.</summary>
public sealed record AdvisorySourceSpec
{
    /// <summary>Of a zip archive of OSV records, over HTTP or HTTPS.</summary>
    public required string Url { get; init; }
    public required TimeSpan Every { get; init; }
}

/// <summary>What came of it. Written by Trust.</summary>
public sealed record AdvisorySourceStatus
{
    /// <summary>When the source last answered as it should, with something new or not.</summary>
    public DateTimeOffset? Fetched { get; init; }

    /// <summary>When something new came last.</summary>
    public DateTimeOffset? Changed { get; init; }

    /// <summary>What it said of what was imported last, to be asked whether it is another; null where it said nothing.</summary>
    public string? ETag { get; init; }

    /// <inheritdoc cref="ETag"/>
    public string? LastModified { get; init; }

    /// <summary>Of what was imported last: how many there were.</summary>
    public int Records { get; init; }

    /// <summary>How often in a row it has failed.</summary>
    public int Failures { get; init; }

    /// <summary>When it failed last, while it does.</summary>
    public DateTimeOffset? Failed { get; init; }
    public Problem? Problem { get; init; }
}
