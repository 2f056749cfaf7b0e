using System.Globalization;
using System.Text.Json.Nodes;

namespace Gantry.Apps.Conversion;

/// <summary>What a container of Kubernetes may use, how it is looked after, and what is mounted into it.</summary>
internal sealed class PodResources(Part pod, Part container, ComposeDraft draft)
{
    public void Into(JsonObject service, Func<string, string> port, string name, IReadOnlyDictionary<string, Part> configMaps)
    {
        Limits(service);
        Probe(service, port, name);
        Security(service);
        foreach (var mount in container["volumeMounts"].Items) Mount(service, mount, name, configMaps);
    }

    private void Limits(JsonObject service)
    {
        foreach (var (from, to) in new[] { ("limits", "limits"), ("requests", "reservations") })
        {
            if (container[$"resources.{from}.cpu"].Text is { } cpu && Cores(cpu) is { } cores) Resources(service, to)["cpus"] = cores;
            if (container[$"resources.{from}.memory"].Text is { } memory) Resources(service, to)["memory"] = memory.Replace("i", "", StringComparison.Ordinal).ToLowerInvariant();
        }
    }

    private static JsonObject Resources(JsonObject service, string kind) => ComposeDraft.Map(ComposeDraft.Map(ComposeDraft.Map(service, "deploy"), "resources"), kind);

    private static string? Cores(string text) => decimal.TryParse(text.TrimEnd('m'), NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
        ? (text.EndsWith('m') ? number / 1000 : number).ToString("0.###", CultureInfo.InvariantCulture) : null;

    private void Probe(JsonObject service, Func<string, string> port, string name)
    {
        var probe = container["readinessProbe"];
        if (probe["httpGet"] is { IsThere: true } get)
        {
            var to = ComposeDraft.Map(ComposeDraft.Map(service, "x-gantry"), "probe");
            to["path"] = get["path"].Or("/");
            if (int.TryParse(port(get["port"].Or("")), out var number)) to["port"] = number;
        }
        else if (probe["exec.command"] is { IsThere: true } command)
        {
            ComposeDraft.Map(service, "healthcheck")["test"] = new JsonArray([JsonValue.Create("CMD"), .. command.Items.Select(i => (JsonNode)ComposeDraft.Escape(i.Or("")))]);
            if (probe["periodSeconds"].Text is { } period) ComposeDraft.Map(service, "healthcheck")["interval"] = $"{period}s";
        }

        if (container["livenessProbe"].IsThere && !probe.IsThere)
            draft.Leave($"The livenessProbe of '{name}' is left out: write a healthcheck or an x-gantry.probe, which says when it may get requests.");
    }

    private void Security(JsonObject service)
    {
        var user = container["securityContext.runAsUser"].Text ?? pod["securityContext.runAsUser"].Text;
        var group = container["securityContext.runAsGroup"].Text ?? pod["securityContext.runAsGroup"].Text;
        if (user is not null) service["user"] = group is null ? user : $"{user}:{group}";
        if (container["securityContext.readOnlyRootFilesystem"].Text is "true") service["read_only"] = true;
        if (container["securityContext.privileged"].Text is "true") service["privileged"] = true;
        foreach (var add in container["securityContext.capabilities.add"].Items) ComposeDraft.Items(service, "cap_add").Add((JsonNode?)add.Or(""));
        foreach (var drop in container["securityContext.capabilities.drop"].Items) ComposeDraft.Items(service, "cap_drop").Add((JsonNode?)drop.Or(""));
    }

    private void Mount(JsonObject service, Part mount, string name, IReadOnlyDictionary<string, Part> configMaps)
    {
        var (source, target) = (mount["name"].Or(""), mount["mountPath"].Or(""));
        var end = mount["readOnly"].Text is "true" ? ":ro" : "";
        var volume = pod["volumes"].Items.FirstOrDefault(v => v["name"].Text == source);
        if (volume["emptyDir"].IsThere)
        {
            ComposeDraft.Items(service, "tmpfs").Add((JsonNode?)target);
            draft.Leave($"The emptyDir '{source}' of '{name}' is in memory here, and each container has its own.");
        }
        else if (volume["configMap.name"].Text is { } map && configMaps.TryGetValue(map, out var config)) Files(service, map, config, mount, target);
        else if (volume["secret"].IsThere) draft.Leave($"The secret '{source}' of '{name}', mounted at {target}, is left out: write it under 'secrets', from a file that is not in version control.");
        else if (volume["hostPath.path"].Text is { } path) ComposeDraft.Items(service, "volumes").Add((JsonNode?)$"{path}:{target}{end}");
        else if (volume["persistentVolumeClaim"].IsThere || !volume.IsThere)
        {
            // Without a volume of the pod it is one of the StatefulSet's own claims.
            var claim = ComposeDraft.ServiceName(volume["persistentVolumeClaim.claimName"].Text ?? source);
            draft.Volume(claim);
            ComposeDraft.Items(service, "volumes").Add((JsonNode?)$"{claim}:{target}{end}");
        }
        else draft.Leave($"The volume '{source}' of '{name}' is left out: there is nothing like it here.");
    }

    private void Files(JsonObject service, string map, Part config, Part mount, string target)
    {
        foreach (var (key, value) in config["data"].Entries)
        {
            if (mount["subPath"].Text is { } only && only != key) continue;
            var name = ComposeDraft.ServiceName($"{map}-{key}");
            draft.Configs[name] = value.Or("");
            ComposeDraft.Items(service, "configs").Add((JsonNode?)new JsonObject { ["source"] = name, ["target"] = mount["subPath"].IsThere ? target : $"{target.TrimEnd('/')}/{key}" });
        }
    }
}
