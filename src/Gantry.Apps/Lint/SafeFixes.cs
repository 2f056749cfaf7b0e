using Gantry.Apps.Reading;
using Gantry.Resources;

namespace Gantry.Apps.Lint;

/// <summary>Mends what can be mended without changing anything that runs: keys that have no effect or no value are removed.</summary>
public static class SafeFixes
{
    private static readonly string[] Codes = ["compose.no-effect", "compose.empty-value"];

    /// <summary>The problems that it can mend, by the file as their places name it, in the order of its lines.</summary>
    public static ILookup<string, Problem> Of(IEnumerable<Problem> problems) =>
        problems.Where(p => Codes.Contains(p.Code) && Line(p.Place) > 0).OrderBy(p => Line(p.Place)).ToLookup(p => PlaceOrder.Of(p.Place).File);

    /// <summary>The text without the lines of these problems, and those that were mended. A value of several lines is left to people.</summary>
    public static (string Text, IReadOnlyList<Problem> Mended) Apply(string text, IEnumerable<Problem> problems)
    {
        var lines = text.Split('\n').ToList();
        var mended = new List<Problem>();
        foreach (var problem in problems.OrderByDescending(p => Line(p.Place)))
        {
            var at = Line(problem.Place) - 1;
            if (at >= lines.Count || !IsAlone(lines, at)) continue;
            lines.RemoveAt(at);
            mended.Insert(0, problem);
        }

        return (string.Join('\n', lines), mended);
    }

    /// <summary>The line holds one key with its whole value, and is not the last key of its map.</summary>
    private static bool IsAlone(List<string> lines, int at)
    {
        var line = lines[at];
        var indent = Indent(line);
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (line.TrimStart() is ['-' or '{' or '[' or '"' or '\'' or '?', ..] || colon < 0) return false;
        var value = line[(colon + 1)..].Trim();
        if (value is ['|' or '>' or '{' or '[' or '&' or '*' or '!', ..] || (value is ['"' or '\'', ..] && (value.Length < 2 || value[^1] != value[0]))) return false;
        var next = lines.Skip(at + 1).FirstOrDefault(IsContent);
        if (next is not null && (Indent(next) > indent || (Indent(next) == indent && next.TrimStart().StartsWith('-')))) return false;
        var before = lines.Take(at).LastOrDefault(IsContent);
        // A map that loses its only key would become something else.
        return (before is not null && Indent(before) >= indent) || (next is not null && Indent(next) == indent);
    }

    private static bool IsContent(string line) => line.Trim() is { Length: > 0 } text && text[0] != '#';

    private static int Indent(string line) => line.Length - line.TrimStart(' ').Length;

    private static int Line(string place) => PlaceOrder.Of(place).Line;
}
