using System.Text.Json.Nodes;
using Gantry.Apps.Reading;

namespace Gantry.Apps.Canonical;

/// <summary>One making of the canonical form: what all shapes share.</summary>
/// <param name="filled">
/// True: variables have been filled in, and a dollar sign is doubled so that the form can be read again as a compose file.
/// False: texts stay as they are written.
/// </param>
internal sealed class CanonicalRun(ProjectFiles files, bool filled)
{
    public bool Filled => filled;

    public string Absolute(string path) => !filled && path.Contains('$') ? path : files.Absolute(path);

    public string Escaped(string text) => filled ? text.Replace("$", "$$", StringComparison.Ordinal) : text;

    public JsonNode Text(string text) => JsonValue.Create(Escaped(text));

    /// <summary>A part of a map; null of anything else.</summary>
    public static JsonNode? At(JsonNode? node, string key) => (node as JsonObject)?[key];

    public static JsonObject Sorted(JsonObject map) =>
        new(map.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())));
}
