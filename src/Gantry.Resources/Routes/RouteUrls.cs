namespace Gantry.Resources.Routes;

/// <summary>Where a route answers, as people type it.</summary>
public static class RouteUrls
{
    /// <summary>A URL for each rule, in order. A route without rules has none.</summary>
    /// <param name="http">The edge's HTTP address: <c>127.0.0.1:8080</c>.</param>
    public static IEnumerable<string> Http(RouteSpec route, string http) => route.Rules.Select(rule =>
    {
        var colon = http.LastIndexOf(':');
        var (address, port) = colon < 0 ? (http, "80") : (http[..colon], http[(colon + 1)..]);
        var host = rule.Host ?? (address is "0.0.0.0" or "[::]" or "*" or "" ? "127.0.0.1" : address);
        return $"http://{host}{(port == "80" ? "" : ":" + port)}{(rule.Path == "/" ? "" : rule.Path)}";
    });

    /// <summary>The published TCP ports: <c>127.0.0.1:5432</c>.</summary>
    public static IEnumerable<string> Ports(RouteSpec route) =>
        route.Published.Select(p => $"{p.Address ?? "127.0.0.1"}:{p.Published}");
}
