using System.Text.Json.Nodes;
using Gantry.Apps.Canonical;

namespace Gantry.Apps.Conversion;

/// <summary>A compose file made of something else.</summary>
/// <param name="Compose">Its text.</param>
/// <param name="Left">What could not be brought along, a sentence each, with what to do about it.</param>
public sealed record Converted(string Compose, IReadOnlyList<string> Left);

/// <summary>A compose file that grows while something else is read.</summary>
internal sealed class ComposeDraft
{
    private readonly SortedSet<string> volumes = new(StringComparer.Ordinal);
    private readonly SortedSet<string> networks = new(StringComparer.Ordinal);
    private readonly List<string> left = [];

    public JsonObject Services { get; } = [];

    /// <summary>Contents by name.</summary>
    public SortedDictionary<string, string> Configs { get; } = new(StringComparer.Ordinal);

    public void Volume(string name) => volumes.Add(name);

    public void Network(string name) => networks.Add(name);

    public void Leave(string sentence)
    {
        if (!left.Contains(sentence)) left.Add(sentence);
    }

    public Converted Done()
    {
        var root = new JsonObject { ["services"] = Services };
        if (networks.Count > 0) root["networks"] = Names(networks);
        if (volumes.Count > 0) root["volumes"] = Names(volumes);
        if (Configs.Count > 0) root["configs"] = new JsonObject(Configs.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)new JsonObject { ["content"] = Escape(c.Value) })));
        return new Converted(YamlText.Of(root), left);
    }

    /// <summary>What looks like a variable elsewhere is not to become one here.</summary>
    public static string Escape(string text) => text.Replace("$", "$$", StringComparison.Ordinal);

    /// <summary>The map under that key; a new one where none is.</summary>
    public static JsonObject Map(JsonObject parent, string key)
    {
        if (parent[key] is not JsonObject map) parent[key] = map = [];
        return map;
    }

    /// <summary>The list under that key; a new one where none is.</summary>
    public static JsonArray Items(JsonObject parent, string key)
    {
        if (parent[key] is not JsonArray list) parent[key] = list = [];
        return list;
    }

    /// <summary>A name that a service may have.</summary>
    public static string ServiceName(string text)
    {
        var name = new string([.. text.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]).Trim('-');
        return name.Length == 0 ? "app" : name;
    }

    private static JsonObject Names(IEnumerable<string> names) => new(names.Select(n => KeyValuePair.Create(n, (JsonNode?)new JsonObject())));
}
