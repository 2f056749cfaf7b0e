using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections.Releases;

/// <summary>What the edge answers a route's requests by itself, how it changes their paths, and how many it takes.</summary>
internal static class AnswerKeys
{
    private const int LongestPage = 64 * 1024;

    private static readonly IReadOnlyDictionary<string, int> Statuses = new SortedDictionary<string, int>(StringComparer.Ordinal)
    {
        ["301"] = 301, ["302"] = 302, ["303"] = 303, ["307"] = 307, ["308"] = 308,
    };

    public static readonly Section<Draft<RouteRedirect>> Redirect = new Section<Draft<RouteRedirect>>("a redirect", "services.<name>.x-gantry.routes[].redirect")
        .Takes("to", "A URL or a path; what comes after the route's path, and the query, is put behind it.", ReadTo)
        .Takes("status", "301, 302, 303, 307 or 308 (the default, which keeps method and body).", (d, v) => { if (v.Choice(Statuses) is { } status) d.Is = d.Is with { Status = status }; });

    public static readonly Section<Draft<MaintenanceNotice>> Maintenance = new Section<Draft<MaintenanceNotice>>("a maintenance notice", "services.<name>.x-gantry.routes[].maintenance")
        .Takes("text", "What people read; HTML if it begins with '<'.", ReadText)
        .Takes("retryAfter", "When programs shall try again; 2 min without it.", (d, v) => { if (v.Positive() is { } time) d.Is = d.Is with { RetryAfter = time }; });

    public static void ReadRedirect(Draft<RouteRule> route, Value value)
    {
        var draft = new Draft<RouteRedirect>(new RouteRedirect("", 308));
        if (value.IsText) ReadTo(draft, value);
        else Redirect.Read(value, draft);
        if (draft.Is.To.Length > 0) route.Is = route.Is with { Redirect = draft.Is };
        else if (value.IsMap && !value.Keys.Contains("to")) value.Refuse("compose.missing-key", "A redirect does not say where to.", "Write its 'to', such as 'to: https://example.org'.");
    }

    /// <summary>True for the edge's own words, a text for one's own.</summary>
    public static void ReadMaintenance(Draft<RouteRule> route, Value value)
    {
        var draft = new Draft<MaintenanceNotice>(new MaintenanceNotice("", TimeSpan.FromMinutes(2)));
        if (value.IsMap) Maintenance.Read(value, draft);
        else if (value.Raw is "false") return;
        else if (value.Raw is not "true") ReadText(draft, value);
        route.Is = route.Is with { Maintenance = draft.Is };
    }

    public static void ReadRewrite(Draft<RouteRule> route, Value value)
    {
        if (value.Word() is not { } path) return;
        if (IsPath(path)) route.Is = route.Is with { Rewrite = path.Length > 1 ? path.TrimEnd('/') : path };
        else value.Refuse("compose.bad-route", $"{value.Shown} is not the beginning of a path.", "Begin it with '/', and leave out '?' and '#': / strips the route's path.");
    }

    public static RateLimit? Rate(Value value)
    {
        if (value.Word() is not { } text) return null;
        if (Rates.Parse(text) is { } rate) return rate;
        value.Refuse("compose.bad-rate", $"{value.Label} must be a number of requests in a time, and {value.Shown} stands here.", "Write it such as 100/s, 30/m or 1000/h.");
        return null;
    }

    private static void ReadTo(Draft<RouteRedirect> draft, Value value)
    {
        if (value.Word() is not { } to) return;
        var isUrl = Uri.TryCreate(to, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Host.Length > 0 && url.UserInfo.Length == 0;
        if ((isUrl && to.All(c => c is > ' ' and <= '~') && !to.Contains('?') && !to.Contains('#')) || IsPath(to)) draft.Is = draft.Is with { To = to };
        else value.Refuse("compose.bad-route", $"{value.Shown} is neither a URL nor a path.", "Write one such as https://www.example.org or /new, without query and fragment: the request's query is kept.");
    }

    private static void ReadText(Draft<MaintenanceNotice> draft, Value value)
    {
        if (value.Text() is not { } text) return;
        if (text.Length <= LongestPage) draft.Is = draft.Is with { Text = text };
        else value.Refuse("compose.too-large", $"A maintenance notice has at most {LongestPage / 1024} KiB.", "Write a shorter one.");
    }

    private static bool IsPath(string path) =>
        path.StartsWith('/') && !path.StartsWith("//", StringComparison.Ordinal) && !path.Any(c => c is '?' or '#' or '\\' or <= ' ' or > '~');
}
