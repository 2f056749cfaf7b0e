using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gantry.Apps.Canonical;

/// <summary>Writes a tree as YAML in block style. Texts that could be taken for something else are quoted.</summary>
internal sealed class YamlText
{
    private readonly StringBuilder text = new();

    public static string Of(JsonObject root)
    {
        var writer = new YamlText();
        writer.Map(root, 0);
        return writer.text.ToString();
    }

    private void Map(JsonObject map, int depth)
    {
        foreach (var (key, value) in map)
        {
            text.Append(' ', depth * 2).Append(Quoted(key)).Append(':');
            Value(value, depth + 1);
        }
    }

    private void Value(JsonNode? node, int depth)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } map:
                text.Append('\n');
                Map(map, depth);
                break;
            case JsonArray { Count: > 0 } list:
                text.Append('\n');
                foreach (var item in list) Item(item, depth);
                break;
            default:
                text.Append(' ').Append(Single(node, depth)).Append('\n');
                break;
        }
    }

    private void Item(JsonNode? item, int depth)
    {
        text.Append(' ', depth * 2).Append('-');
        if (item is JsonObject { Count: > 0 } map)
        {
            // The first key stands behind the dash.
            var start = text.Length;
            Map(map, depth + 1);
            text.Remove(start, depth * 2 + 1);
        }
        else Value(item, depth + 1);
    }

    private static string Single(JsonNode? node, int depth) => node switch
    {
        null => "null",
        JsonObject => "{}",
        JsonArray => "[]",
        _ => node.GetValueKind() switch
        {
            JsonValueKind.String => Text(node.GetValue<string>(), depth),
            _ => node.ToJsonString(),
        },
    };

    /// <summary>Several lines become a block where that keeps every character.</summary>
    private static string Text(string value, int depth)
    {
        if (!value.Contains('\n') || value[0] is '\n' or ' ' or '\t' || value.Any(c => c != '\n' && (char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF' || char.IsSurrogate(c))) || value.Contains(" \n", StringComparison.Ordinal)) return Quoted(value);
        var chomp = !value.EndsWith('\n') ? "-" : value.EndsWith("\n\n", StringComparison.Ordinal) ? "+" : "";
        var lines = (value.EndsWith('\n') ? value[..^1] : value).Split('\n');
        return $"|{chomp}\n{string.Join('\n', lines.Select(l => l.Length == 0 ? "" : new string(' ', depth * 2) + l))}";
    }

    private static string Quoted(string value) => IsPlain(value) ? value : DoubleQuoted(value);

    private static bool IsPlain(string value)
    {
        // Durations and sizes: no number ends like that.
        if (value.Length is > 1 and < 20 && char.IsAsciiDigit(value[0]) && value[^1] is 's' or 'm' or 'h' or 'k' or 'g') return value.All(char.IsAsciiLetterOrDigit);
        if (value.Length == 0 || !(char.IsAsciiLetter(value[0]) || value[0] is '/' or '_')) return false;
        if (value[^1] is ':' or ' ' || value.Contains(": ", StringComparison.Ordinal) || value.Contains(" #", StringComparison.Ordinal)) return false;
        if (value.Any(c => c is < ' ' or > '~')) return false;
        return value.ToLowerInvariant() is not ("null" or "true" or "false" or "yes" or "no" or "on" or "off" or "y" or "n");
    }

    private static string DoubleQuoted(string value)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in value)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                '\r' => "\\r",
                _ when char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF' or '\u00A0' || (c is >= '\u0080' and < '\u00A0') => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }
}
