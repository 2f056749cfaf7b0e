using Gantry.Resources.Trust;

namespace Gantry.Resources.Api;

/// <summary><c>PUT /v1/advisory-sources</c>: fetch advisories from there, now and from then on. <c>DELETE ?url=</c> ends it.</summary>
public sealed record AdvisorySourceRequest(string Url, TimeSpan Every, string RequestedBy);

/// <summary><c>GET /v1/advisory-sources</c> answers a list of them.</summary>
public sealed record AdvisorySourceView
{
    public required string Url { get; init; }
    public required TimeSpan Every { get; init; }

    /// <inheritdoc cref="AdvisorySourceStatus.Fetched"/>
    public DateTimeOffset? Fetched { get; init; }

    /// <inheritdoc cref="AdvisorySourceStatus.Changed"/>
    public DateTimeOffset? Changed { get; init; }
    public int Records { get; init; }

    /// <summary>When it is asked next.</summary>
    public required DateTimeOffset Next { get; init; }
    public Problem? Problem { get; init; }
}
