using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections.Releases;

internal static class RouteKeys
{
    private const int MostRoutes = 100;

    private static readonly IReadOnlyDictionary<string, RouteTls> Sources = new SortedDictionary<string, RouteTls>(StringComparer.Ordinal)
    {
        ["acme"] = RouteTls.Acme, ["files"] = RouteTls.Files, ["off"] = RouteTls.Off,
    };

    public static readonly Section<Draft<RouteRule>> Section = new Section<Draft<RouteRule>>("a route", "services.<name>.x-gantry.routes[]")
        .Takes("host", "A host name, or *.example.org; every host without it.", ReadHost)
        .Takes("path", "A prefix of the path, on borders of segments; '/' without it.", ReadPath)
        .Takes("port", "The service's port; the only one it has without it.", (d, v) => { if (v.Whole(1, 65535) is { } port) d.Is = d.Is with { Port = port }; })
        .Takes("tls", "Where the certificate for HTTPS comes from: 'acme' is an authority that the platform asks, 'files' the platform's folder, and HTTP is redirected then; 'off' (the default) is HTTP alone.",
            (d, v) => { if (v.Choice(Sources) is { } source) d.Is = d.Is with { Tls = source }; })
        .Takes("clientCertificates", "What clients have to show of themselves over HTTPS.", ClientKeys.Read)
        .Takes("exact", "True: the path alone, and nothing below it.", (d, v) => { if (v.Truth() is { } truth) d.Is = d.Is with { Exact = truth }; })
        .Takes("match", "What a request must have besides: methods, headers, cookies, parameters of the query.", MatchKeys.Read)
        .Takes("rewrite", "Stands in the place of 'path' when the request goes on to the service; '/' strips it.", AnswerKeys.ReadRewrite)
        .Takes("redirect", "Answered by the edge: where to, as a URL or path, or a map with 'to' and 'status'.", AnswerKeys.ReadRedirect)
        .Takes("maintenance", "True, or a text for people: answered by the edge with 503.", AnswerKeys.ReadMaintenance)
        .Takes("rate", "Requests that all clients together may send, such as 100/s, 30/m or 1000/h; more are answered with 429.", (d, v) => { if (AnswerKeys.Rate(v) is { } rate) d.Is = d.Is with { Rate = rate }; })
        .Takes("ratePerClient", "The same for each client, known by its address.", (d, v) => { if (AnswerKeys.Rate(v) is { } rate) d.Is = d.Is with { RatePerClient = rate }; });

    public static void ReadOne(ServiceDraft service, Value value) => Add(service, [value]);

    public static void ReadList(ServiceDraft service, Value value) => Add(service, [.. value.Items()]);

    private static void Add(ServiceDraft service, IReadOnlyList<Value> values)
    {
        var routes = new List<RouteRule>();
        foreach (var value in values.Take(MostRoutes))
        {
            var draft = new Draft<RouteRule>(new RouteRule(null, "/", 0));
            var errors = value.Context.Problems.Errors;
            Section.Read(value, draft);
            // What is wrong in itself would only clash with others by chance.
            if (value.Context.Problems.Errors > errors) continue;
            if (draft.Is is { Tls: not RouteTls.Off, Host: null })
            {
                value.Refuse("compose.bad-route", "The route is for HTTPS and names no host, and certificates are for hosts.", "Write its 'host', or leave out 'tls'.");
                continue;
            }

            if (ClientKeys.Fault(draft.Is, routes) is { } fault)
            {
                value.Refuse("compose.bad-route", fault.Message, fault.Help);
                continue;
            }

            if (draft.Is is { Redirect: not null, Maintenance: not null } or { Redirect: not null, Rewrite: not null })
            {
                value.Refuse("compose.bad-route", $"The route redirects, and has '{(draft.Is.Rewrite is null ? "maintenance" : "rewrite")}' as well.", "Keep one of the two.");
                continue;
            }

            if (draft.Is is { Tls: RouteTls.Acme, Host: ['*', ..] })
            {
                value.Refuse("compose.bad-route", "Authorities give certificates for a wildcard only to who controls the DNS of the domain.", "Write the hosts one by one, or use 'tls: files' with a certificate for the wildcard.");
                continue;
            }

            value.Context.Map.Add($"services.{service.Name}.routes.{routes.Count}", value.Mark);
            routes.Add(draft.Is);
        }

        if (values.Count > MostRoutes) values[MostRoutes].Refuse("compose.too-large", $"A service has at most {MostRoutes} routes.", "Use a wildcard host or a shorter path.");
        service.Is = service.Is with { Routes = routes };
    }

    private static void ReadHost(Draft<RouteRule> draft, Value value)
    {
        if (value.Word() is not { } text) return;
        var host = text.ToLowerInvariant();
        if (host == "*") return;
        if (Names.IsHost(host)) draft.Is = draft.Is with { Host = host };
        else
            value.Refuse("compose.bad-route", $"{value.Shown} is not a host name.",
                text.Contains('/') || text.Contains(':') ? "Write the name alone, without scheme, port and path." : "Write a name such as shop.example.org or *.example.org.");
    }

    private static void ReadPath(Draft<RouteRule> draft, Value value)
    {
        if (value.Word() is not { } path) return;
        var isPlain = path.StartsWith('/') && !path.Contains("//", StringComparison.Ordinal) && !path.Any(c => c is '?' or '#' or '*' or '%' or ' ' or '\\' || c > '~')
            && !path.Split('/').Any(s => s is "." or "..");
        if (isPlain) draft.Is = draft.Is with { Path = path.Length > 1 ? path.TrimEnd('/') : path };
        else value.Refuse("compose.bad-route", $"{value.Shown} is not the prefix of a path.", "Begin it with '/', and leave out '*', '?', '#' and escapes: /api covers everything below it.");
    }
}
