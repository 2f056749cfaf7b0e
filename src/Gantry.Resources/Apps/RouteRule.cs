using System.Text.Json.Serialization;

namespace Gantry.Resources.Apps;

/// <summary>A rule of the edge: requests for this host and path go to this port of the service.</summary>
/// <param name="Host">Exact, <c>*.example.org</c>, or null for every host.</param>
/// <param name="Path">A prefix on segment borders; <c>/</c> for everything.</param>
/// <param name="Port">The service's port. 0: the only one it has, known at release time.</param>
public sealed record RouteRule(string? Host, string Path, int Port)
{
    /// <summary>Whether it is for HTTPS, and where its certificate comes from. Needs a host.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RouteTls Tls { get; init; }

    /// <summary>What clients have to show of themselves; null: nothing. Needs <see cref="Tls"/>.</summary>
    public ClientDemand? ClientCertificates { get; init; }

    /// <summary>Only the path itself, and nothing below it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Exact { get; init; }

    /// <summary>What a request must have besides; null: nothing.</summary>
    public RouteMatch? Match { get; init; }

    /// <summary>Stands in the place of <see cref="Path"/> when a request goes on; <c>/</c> strips it; null: the path stays.</summary>
    public string? Rewrite { get; init; }

    /// <summary>Answered by the edge: it is elsewhere. Null: not so.</summary>
    public RouteRedirect? Redirect { get; init; }

    /// <summary>Answered by the edge: not now. Null: not so.</summary>
    public MaintenanceNotice? Maintenance { get; init; }

    /// <summary>For all clients together; null: no limit.</summary>
    public RateLimit? Rate { get; init; }

    /// <summary>For each client, known by its address (of IPv6 the first 64 bits); null: no limit.</summary>
    public RateLimit? RatePerClient { get; init; }
}

/// <summary>Where the certificate of a route comes from.</summary>
public enum RouteTls
{
    /// <summary>There is none: it is served over HTTP.</summary>
    Off,

    /// <summary>From the platform's folder of certificates. Served over HTTPS; HTTP is redirected there.</summary>
    Files,

    /// <summary>The platform obtains it from an authority (ACME) and renews it. The host is no wildcard.</summary>
    Acme,
}

/// <summary>Conditions, all of which must hold. Of several rules for a host and path the one with the most conditions comes first.</summary>
public sealed record RouteMatch
{
    /// <summary>One of them; empty: any.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];
    public IReadOnlyList<RouteCondition> Conditions { get; init; } = [];

    public bool Equals(RouteMatch? other) =>
        other is not null && Methods.SequenceEqual(other.Methods, StringComparer.Ordinal) && Conditions.SequenceEqual(other.Conditions);

    public override int GetHashCode() => HashCode.Combine(Methods.Count, Conditions.Count, Conditions.FirstOrDefault());
}

public enum ConditionOn { Header, Cookie, Query }

/// <param name="Name">Of a header in any case; of the others exactly.</param>
/// <param name="Value">Exactly, or as it begins where an asterisk ends it; an asterisk alone: it is there, whatever it is.</param>
public sealed record RouteCondition(ConditionOn On, string Name, string Value);

/// <param name="To">A URL or a path; what comes after the rule's path, and the query, is put behind it.</param>
/// <param name="Status">301, 302, 303, 307 or 308.</param>
public sealed record RouteRedirect(string To, int Status);

/// <param name="Text">Shown to people: HTML if it begins with <c>&lt;</c>. Empty: the edge's own words.</param>
public sealed record MaintenanceNotice(string Text, TimeSpan RetryAfter);

/// <summary>So many requests in so long; as many may come at once after a silence of that length.</summary>
public sealed record RateLimit(int Requests, TimeSpan Per);
