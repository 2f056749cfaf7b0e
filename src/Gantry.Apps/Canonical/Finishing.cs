using System.Text.Json.Nodes;
using Gantry.Apps.Keys.Shapes;
using Gantry.Apps.Reading;
using Gantry.Apps.Yaml;

namespace Gantry.Apps.Canonical;

/// <summary>Adds to the canonical tree what follows from several keys together: names, default network, implied order, variables of files.</summary>
internal sealed class Finishing(CanonicalRun run, ProjectFiles files, Variables variables)
{
    private static readonly string[] Resources = ["networks", "volumes", "secrets", "configs"];
    private static readonly string[] Order = ["name", "services", "networks", "volumes", "secrets", "configs", "models"];

    public JsonObject Finish(MapNode tree, string name, IReadOnlyList<string> profiles, bool filled)
    {
        var root = ProjectShapes.Project.Canonical(tree, run) as JsonObject ?? [];
        root["name"] = run.Text(name);
        root.Remove("version");
        root.Remove("include");
        var services = root["services"] as JsonObject ?? [];
        root["services"] = services;
        foreach (var (key, value) in services.ToList())
        {
            if (value is not JsonObject service || key.StartsWith("x-", StringComparison.Ordinal)) continue;
            if (Profiles(service) is { Count: > 0 } own && !profiles.Contains("*") && !own.Any(profiles.Contains))
            {
                services.Remove(key);
                continue;
            }

            service.Remove("extends");
            if (filled) new ServiceVariables(run, files, variables).Resolve(service);
            ImpliedOrder(service);
            if (filled && !service.ContainsKey("networks") && !service.ContainsKey("network_mode") && !service.ContainsKey("provider"))
                service["networks"] = new JsonObject { ["default"] = null };
            foreach (var (empty, _) in service.Where(p => p.Key is not ("command" or "entrypoint") && !p.Key.StartsWith("x-", StringComparison.Ordinal) && IsEmpty(p.Value)).ToList())
                service.Remove(empty);
            services[key] = CanonicalRun.Sorted(service);
        }

        if (filled) NameResources(root, services, name);
        return new JsonObject(Order.Where(root.ContainsKey).Concat(root.Select(p => p.Key).Except(Order))
            .Where(k => k is "name" or "services" || !IsEmpty(root[k])).Select(k => KeyValuePair.Create(k, root[k]?.DeepClone())));
    }

    private static List<string> Profiles(JsonObject service) => [.. (service["profiles"] as JsonArray)?.Select(p => p?.ToString() ?? "") ?? []];

    private static bool IsEmpty(JsonNode? node) => node is JsonArray { Count: 0 } or JsonObject { Count: 0 };

    /// <summary>Links, shared volumes and shared namespaces imply an order of starting.</summary>
    private static void ImpliedOrder(JsonObject service)
    {
        var implied = Texts(service["links"]).Concat(Texts(service["volumes_from"]).Where(v => !v.StartsWith("container:", StringComparison.Ordinal))).Select(t => t.Split(':')[0])
            .Concat(new[] { "network_mode", "ipc", "pid" }.Select(k => service[k]).OfType<JsonValue>().Select(v => v.ToString())
                .Where(t => t.StartsWith("service:", StringComparison.Ordinal)).Select(t => t["service:".Length..])).Where(n => n.Length > 0).ToList();
        if (implied.Count == 0) return;
        if (service["depends_on"] is not JsonObject known) service["depends_on"] = known = [];
        foreach (var name in implied) known.TryAdd(name, new JsonObject { ["condition"] = "service_started", ["required"] = true, ["restart"] = true });
        service["depends_on"] = CanonicalRun.Sorted(known);
    }

    /// <summary>What no service uses is left out; what is used is called after the project, unless it says how.</summary>
    private void NameResources(JsonObject root, JsonObject services, string project)
    {
        foreach (var kind in Resources)
        {
            var used = services.Select(s => s.Value).OfType<JsonObject>().SelectMany(s => Used(s, kind)).ToHashSet(StringComparer.Ordinal);
            var all = root[kind] as JsonObject ?? [];
            if (kind == "networks" && used.Contains("default")) all.TryAdd("default", new JsonObject());
            root[kind] = all = new JsonObject(all.Where(p => used.Contains(p.Key) || p.Key.StartsWith("x-", StringComparison.Ordinal)).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())));
            foreach (var (key, value) in all.ToList())
            {
                if (value is not JsonObject resource || key.StartsWith("x-", StringComparison.Ordinal)) continue;
                var external = resource["external"]?.ToString() == "true";
                if (resource["external"]?.ToString() == "false") resource.Remove("external");
                resource.TryAdd("name", run.Text(external ? key : $"{project}_{key}"));
                all[key] = CanonicalRun.Sorted(resource);
            }
        }
    }

    private static IEnumerable<string> Used(JsonObject service, string kind) => kind switch
    {
        "networks" => (service["networks"] as JsonObject)?.Select(n => n.Key) ?? [],
        "volumes" => (service["volumes"] as JsonArray ?? []).OfType<JsonObject>().Where(v => v["type"]?.ToString() == "volume").Select(v => v["source"]?.ToString()).OfType<string>(),
        _ => (service[kind] as JsonArray ?? []).Concat(CanonicalRun.At(service["build"], kind) as JsonArray ?? []).OfType<JsonObject>().Select(g => g["source"]?.ToString()).OfType<string>(),
    };

    private static IEnumerable<string> Texts(JsonNode? node) => (node as JsonArray)?.OfType<JsonValue>().Select(v => v.ToString()) ?? [];
}
