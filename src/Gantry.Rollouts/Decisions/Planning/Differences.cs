using System.Text.Json;
using System.Text.Json.Nodes;
using Gantry.Resources;
using Gantry.Resources.Releases;

namespace Gantry.Rollouts.Decisions;

/// <summary>What differs between two releases of a service, by name. Values are left out: they may be secret.</summary>
public static class Differences
{
    public static IReadOnlyList<string> Between(ReleaseSpec? before, ReleaseSpec after, string service)
    {
        var (a, b) = (Facts(before, service), Facts(after, service));
        if (a is null || b is null) return [];
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var key in a.Select(p => p.Key).Union(b.Select(p => p.Key)))
        {
            var (x, y) = (a[key], b[key]);
            if (JsonNode.DeepEquals(x, y)) continue;
            if (key is "environment" or "labels" or "rollout" && x is JsonObject xs && y is JsonObject ys)
            {
                foreach (var inner in xs.Select(p => p.Key).Union(ys.Select(p => p.Key)))
                {
                    if (!JsonNode.DeepEquals(xs[inner], ys[inner])) names.Add($"{key}.{inner}");
                }
            }
            else if (key is "files") names.UnionWith(Files(x).Union(Files(y)).Where(f => !JsonNode.DeepEquals(File(x, f), File(y, f))));
            else if (key is "settings") names.UnionWith(InParts(x, y).SelectMany(p => InParts(p.Before, p.After)).Select(p => p.Name));
            else if (key is "resources") names.UnionWith(InParts(x, y).Select(p => p.Name is "cpus" or "memory_bytes" or "pids" ? key : p.Name));
            else names.Add(key switch { "udpPorts" => "ports", "postStart" => "post_start", "preStop" => "pre_stop", _ => key });
        }
        return [.. names];
    }

    /// <summary>The parts that differ, called as compose calls them.</summary>
    private static IEnumerable<(string Name, JsonNode? Before, JsonNode? After)> InParts(JsonNode? before, JsonNode? after)
    {
        var (a, b) = (before as JsonObject ?? [], after as JsonObject ?? []);
        return a.Select(p => p.Key).Union(b.Select(p => p.Key)).Where(k => !JsonNode.DeepEquals(a[k], b[k]))
            .Select(k => (JsonNamingPolicy.SnakeCaseLower.ConvertName(k), a[k], b[k]));
    }

    private static IEnumerable<string> Files(JsonNode? files) => (files as JsonArray ?? []).Select(NameOf);

    private static JsonArray File(JsonNode? files, string name) => [.. (files as JsonArray ?? []).Where(f => NameOf(f) == name).Select(f => f!.DeepClone())];

    private static string NameOf(JsonNode? file) => $"{(string?)file?["kind"] switch { "Secret" => "secrets", _ => "configs" }}.{(string?)file?["name"]}";

    private static JsonObject? Facts(ReleaseSpec? release, string service)
    {
        if (release?.Definition.Services.FirstOrDefault(s => s.Name == service) is not { } definition) return null;
        // What matters of image and build is the image that came out.
        var facts = JsonSerializer.SerializeToNode(definition with { Image = release.Service(service)!.ImageId, Build = null },
            GantryJson.Default.ServiceDefinition)!.AsObject();
        facts["peers"] = new JsonArray([.. Peers.Of(release.Definition, definition).Select(p => JsonValue.Create(p))]);
        return facts;
    }
}
