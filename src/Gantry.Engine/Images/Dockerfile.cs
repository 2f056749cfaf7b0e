using System.Text;
using System.Text.RegularExpressions;

namespace Gantry.Engine.Images;

/// <summary>An image that a Dockerfile starts from or copies from.</summary>
/// <param name="Line">From 1.</param>
public sealed record BaseReference(string Image, int Line);

/// <summary>As much of a Dockerfile as is needed to know which images it needs.</summary>
public static partial class Dockerfile
{
    /// <param name="arguments">Build arguments: they win over the defaults in the file.</param>
    /// <returns>Images other than stages of the file itself, in order, each once. One whose name cannot be told is left out.</returns>
    public static IReadOnlyList<BaseReference> Bases(string text, IReadOnlyDictionary<string, string> arguments)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        var stages = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "scratch", "context" };
        var found = new Dictionary<string, BaseReference>(StringComparer.Ordinal);
        var inStage = false;
        foreach (var (line, instruction) in Instructions(text))
        {
            var words = instruction.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            switch (words[0].ToUpperInvariant())
            {
                // Only those before the first FROM count in a FROM.
                case "ARG" when !inStage:
                    foreach (var (name, value) in words.Skip(1).Select(Argument))
                    {
                        if (arguments.TryGetValue(name, out var given)) known[name] = given;
                        else if (value is not null) known[name] = Expand(value, known);
                    }
                    break;
                case "FROM":
                    inStage = true;
                    var rest = words.Skip(1).SkipWhile(w => w.StartsWith("--", StringComparison.Ordinal)).ToList();
                    if (rest.Count > 0) Add(Expand(rest[0], known), line);
                    if (rest is [_, var word, var alias] && word.Equals("AS", StringComparison.OrdinalIgnoreCase)) stages.Add(alias);
                    break;
                case "COPY" or "ADD" or "RUN":
                    foreach (Match from in From().Matches(instruction)) Add(Expand(from.Groups[1].Value, known), line);
                    break;
            }
        }
        return [.. found.Values.OrderBy(b => b.Line)];

        void Add(string image, int line)
        {
            if (image.Length > 0 && !image.Contains('$') && !stages.Contains(image) && !image.All(char.IsAsciiDigit))
                found.TryAdd(image, new BaseReference(image, line));
        }
    }

    /// <summary>Logical lines without comments, continued ones put together.</summary>
    private static IEnumerable<(int Line, string Text)> Instructions(string text)
    {
        var escape = Escape().Match(text) is { Success: true } directive ? directive.Groups[1].Value[0] : '\\';
        var (open, began, number) = (new StringBuilder(), 0, 0);
        foreach (var line in text.Split('\n').Select(l => l.TrimEnd()))
        {
            number++;
            if (line.TrimStart() is "" or ['#', ..]) continue;
            if (open.Length == 0) began = number;
            if (line[^1] == escape)
            {
                open.Append(line, 0, line.Length - 1).Append(' ');
                continue;
            }
            open.Append(line);
            if (open.ToString().Trim() is { Length: > 0 } whole) yield return (began, whole);
            open.Clear();
        }
        if (open.ToString().Trim() is { Length: > 0 } last) yield return (began, last);
    }

    private static (string Name, string? Value) Argument(string word) =>
        word.IndexOf('=') is var at and > 0 ? (word[..at], word[(at + 1)..].Trim('"', '\'')) : (word, null);

    private static string Expand(string text, Dictionary<string, string> known) => Variable().Replace(text.Trim('"', '\''), match =>
    {
        var name = match.Groups["bare"].Success ? match.Groups["bare"].Value : match.Groups["name"].Value;
        var value = known.GetValueOrDefault(name, "");
        return match.Groups["how"].Value switch
        {
            ":-" when value.Length == 0 => match.Groups["word"].Value,
            "-" when !known.ContainsKey(name) => match.Groups["word"].Value,
            ":+" => value.Length > 0 ? match.Groups["word"].Value : "",
            "+" => known.ContainsKey(name) ? match.Groups["word"].Value : "",
            _ => value,
        };
    });

    [GeneratedRegex(@"\$(?:(?<bare>\w+)|\{(?<name>\w+)(?:(?<how>:?[-+])(?<word>[^}]*))?\})")]
    private static partial Regex Variable();

    [GeneratedRegex(@"(?:--from=|,from=|--mount=from=)([^\s,]+)")]
    private static partial Regex From();

    [GeneratedRegex(@"\A(?:#[^\n]*=[^\n]*\n)*#\s*escape\s*=\s*(\S)", RegexOptions.IgnoreCase)]
    private static partial Regex Escape();
}
