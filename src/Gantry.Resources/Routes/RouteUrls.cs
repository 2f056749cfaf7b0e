using Gantry.Resources.Apps;

namespace Gantry.Resources.Routes;

/// <summary>Where a route answers, as people type it.</summary>
public static class RouteUrls
{
    /// <summary>A URL for each rule, in order. A route without rules has none.</summary>
    /// <param name="http">The edge's HTTP address: <c>127.0.0.1:8080</c>.</param>
    /// <param name="https">The same for HTTPS; null where it is not known, by a platform that knows no TLS.</param>
    public static IEnumerable<string> Http(RouteSpec route, string http, string? https = null) => route.Rules.Select(rule =>
    {
        var isForTls = https is not null && rule.Tls != RouteTls.Off;
        var (scheme, usual, at) = isForTls ? ("https", "443", https!) : ("http", "80", http);
        var colon = at.LastIndexOf(':');
        var (address, port) = colon < 0 ? (at, usual) : (at[..colon], at[(colon + 1)..]);
        var host = rule.Host ?? (address is "0.0.0.0" or "[::]" or "*" or "" ? "127.0.0.1" : address);
        return $"{scheme}://{host}{(port == usual ? "" : ":" + port)}{(rule.Path == "/" ? "" : rule.Path)}";
    });

    /// <summary>The published TCP ports: <c>127.0.0.1:5432</c>.</summary>
    public static IEnumerable<string> Ports(RouteSpec route) =>
        route.Published.Select(p => $"{p.Address ?? "127.0.0.1"}:{p.Published}");
}
