using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections.Releases;

/// <summary><c>match</c> of a route: what a request must have besides its host and path.</summary>
internal static class MatchKeys
{
    private const int MostConditions = 16;

    internal sealed class MatchDraft
    {
        public List<string> Methods { get; } = [];
        public List<RouteCondition> Conditions { get; } = [];
    }

    public static readonly Section<MatchDraft> Section = new Section<MatchDraft>("a match", "services.<name>.x-gantry.routes[].match")
        .Takes("methods", "Methods, such as [GET, HEAD]; one of them must be the request's.", ReadMethods)
        .Takes("headers", "Headers with their values; '*' for any value, and 'begin*' for how it begins. All must fit.", (d, v) => ReadConditions(d, v, ConditionOn.Header))
        .Takes("cookies", "The same for cookies.", (d, v) => ReadConditions(d, v, ConditionOn.Cookie))
        .Takes("query", "The same for parameters of the query, compared as they are written there.", (d, v) => ReadConditions(d, v, ConditionOn.Query));

    public static void Read(Draft<RouteRule> route, Value value)
    {
        var draft = new MatchDraft();
        Section.Read(value, draft);
        if (draft.Conditions.Count > MostConditions) value.Refuse("compose.too-large", $"A route has at most {MostConditions} conditions.", "Ask for fewer things.");
        if (draft.Methods.Count + draft.Conditions.Count == 0) return;
        route.Is = route.Is with
        {
            Match = new RouteMatch
            {
                Methods = [.. draft.Methods.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                Conditions = [.. draft.Conditions.OrderBy(c => c.On).ThenBy(c => c.Name, StringComparer.Ordinal)],
            },
        };
    }

    private static void ReadMethods(MatchDraft draft, Value value)
    {
        foreach (var item in value.OneOrMore())
        {
            if (Method(item) is { } method) draft.Methods.Add(method);
        }
    }

    internal static string? Method(Value item)
    {
        if (item.Word() is not { } text) return null;
        var method = text.ToUpperInvariant();
        if (method.Length <= 24 && method.All(char.IsAsciiLetterUpper)) return method;
        item.Refuse("compose.bad-route", $"{item.Shown} is not a method.", "Write one such as GET or POST.");
        return null;
    }

    private static void ReadConditions(MatchDraft draft, Value value, ConditionOn on)
    {
        foreach (var (key, entry) in value.Entries())
        {
            if (!IsToken(key)) entry.RefuseKey("compose.bad-route", $"'{Quote.Short(key)}' is not the name of a {What(on)}.", "Use letters, digits and hyphens.");
            else if (entry.Word() is { } text && Fits(entry, text)) draft.Conditions.Add(new RouteCondition(on, on == ConditionOn.Header ? key.ToLowerInvariant() : key, text));
        }
    }

    private static bool Fits(Value at, string text)
    {
        if (text.All(char.IsAscii) && text.IndexOf('*') is var star && (star < 0 || star == text.Length - 1)) return true;
        at.Refuse("compose.bad-route", $"{at.Shown} cannot be compared with.", "Write plain ASCII, with one '*' at the end at most.");
        return false;
    }

    public static bool IsToken(string name) => name.Length is > 0 and <= 128 && name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c));

    private static string What(ConditionOn on) => on switch { ConditionOn.Header => "header", ConditionOn.Cookie => "cookie", _ => "parameter" };
}
