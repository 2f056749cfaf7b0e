using System.Text.Json.Nodes;

namespace Gantry.Server.Endpoints;

/// <summary>Takes what may be secret out of what is shown. By name of the property, wherever it stands.</summary>
internal static class Redaction
{
    private const string Hidden = "•••";

    /// <summary>Objects whose values are hidden and whose keys are not.</summary>
    private static readonly HashSet<string> Maps = new(StringComparer.Ordinal) { "args" };

    public static JsonNode? Apply(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray list:
                foreach (var item in list) Apply(item);
                break;
            case JsonObject map:
                foreach (var (name, value) in map.ToList())
                {
                    // The environment an app lives in is a string; the variables of a process are a map.
                    if (value is JsonObject secret && (name == "environment" || Maps.Contains(name)))
                    {
                        foreach (var key in secret.Select(p => p.Key).ToList()) secret[key] = Hidden;
                    }
                    // Of configs and secrets.
                    else if (name == "content" && value is JsonValue) map[name] = Hidden;
                    else Apply(value);
                }
                break;
        }
        return node;
    }
}
