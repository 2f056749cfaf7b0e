using System.Text.Json.Nodes;

namespace Gantry.Apps.Conversion;

/// <summary>A workload of Kubernetes and the services that its containers become.</summary>
internal sealed class Pod(Part workload, IReadOnlyDictionary<string, Part> configMaps, ComposeDraft draft)
{
    private Part Template => workload["kind"].Text == "Pod" ? workload : workload["spec.template"];
    private Part Spec => Template["spec"];
    private IReadOnlyList<Part> Containers => [.. Spec["containers"].Items];

    /// <summary>Of its first container's service.</summary>
    public string Name => ComposeDraft.ServiceName(workload["metadata.name"].Or("app"));

    public JsonObject Service { get; private set; } = [];

    public bool Matches(Part selector)
    {
        var labels = Template["metadata.labels"];
        var wanted = selector.Entries.ToList();
        return wanted.Count > 0 && wanted.TrueForAll(w => labels.Entries.Any(l => l.Key == w.Key && l.Value.Text == w.Value.Text));
    }

    /// <summary>The number of a port that may be given by name.</summary>
    public string Port(string given) =>
        Containers.SelectMany(c => c["ports"].Items).FirstOrDefault(p => p["name"].Text == given)["containerPort"].Text ?? given;

    public void Convert()
    {
        var before = new List<string>();
        foreach (var init in Spec["initContainers"].Items)
        {
            var name = $"{Name}-{ComposeDraft.ServiceName(init["name"].Or("init"))}";
            var service = Container(init);
            Wait(service, before.TakeLast(1));
            draft.Services[name] = service;
            before.Add(name);
        }

        foreach (var (i, container) in Containers.Index())
        {
            var service = Container(container);
            Wait(service, before.TakeLast(1));
            Place(service, i == 0);
            draft.Services[i == 0 ? Name : $"{Name}-{ComposeDraft.ServiceName(container["name"].Or("side"))}"] = service;
            if (i == 0) Service = service;
            else draft.Leave($"The container '{container["name"].Or("?")}' of '{Name}' is a service of its own here: it reaches the first as '{Name}', and not as localhost.");
        }
    }

    private static void Wait(JsonObject service, IEnumerable<string> jobs)
    {
        foreach (var job in jobs) ComposeDraft.Map(service, "depends_on")[job] = new JsonObject { ["condition"] = "service_completed_successfully" };
    }

    /// <summary>What the workload says for all of its containers.</summary>
    private void Place(JsonObject service, bool first)
    {
        Replicate(service, first);
        if (Spec["terminationGracePeriodSeconds"].Text is { } grace) service["stop_grace_period"] = $"{grace}s";
        if (workload["spec.strategy.type"].Text is "Recreate") ComposeDraft.Map(service, "x-gantry")["strategy"] = "recreate";
        if (Spec["hostNetwork"].Text is "true") service["network_mode"] = "host";
        if (workload["kind"].Text == "Job") service["restart"] = "no";
        if (first && workload["kind"].Text == "DaemonSet") draft.Leave($"The DaemonSet '{Name}' runs once here, since there is one machine.");
    }

    private void Replicate(JsonObject service, bool first)
    {
        if (!int.TryParse(workload["spec.replicas"].Text, out var replicas) || replicas == 1) return;
        if (workload["kind"].Text == "StatefulSet")
        {
            // Each has volumes of its own there.
            if (first) draft.Leave($"The {replicas} replicas of the StatefulSet '{Name}' become one, since replicas share their volumes here: write a service with a volume for each member of a cluster.");
            return;
        }

        ComposeDraft.Map(service, "deploy")["replicas"] = replicas;
        // There they share it as well.
        if (Spec["volumes"].Items.Any(v => v["persistentVolumeClaim"].IsThere)) ComposeDraft.Map(service, "x-gantry")["shareVolumes"] = true;
    }

    private JsonObject Container(Part container)
    {
        var service = new JsonObject { ["image"] = container["image"].Or("") };
        if (Words(container["command"]) is { } entrypoint) service["entrypoint"] = entrypoint;
        if (Words(container["args"]) is { } command) service["command"] = command;
        if (container["workingDir"].Text is { } folder) service["working_dir"] = folder;
        Environment(container, service);
        foreach (var port in container["ports"].Items.Where(p => p["containerPort"].IsThere && p["protocol"].Text is not "UDP"))
            ComposeDraft.Items(service, "expose").Add((JsonNode?)port["containerPort"].Text);
        new PodResources(Spec, container, draft).Into(service, Port, Name, configMaps);
        return service;
    }

    private static JsonArray? Words(Part list) => list.IsThere ? new JsonArray([.. list.Items.Select(i => (JsonNode)ComposeDraft.Escape(i.Or("")))]) : null;

    private void Environment(Part container, JsonObject service)
    {
        foreach (var from in container["envFrom"].Items)
        {
            if (from["configMapRef.name"].Text is { } map && configMaps.TryGetValue(map, out var config))
            {
                foreach (var (key, value) in config["data"].Entries) Set(service, key, ComposeDraft.Escape(value.Or("")));
            }
            else draft.Leave($"All variables of '{from["configMapRef.name"].Text ?? from["secretRef.name"].Or("?")}' are left out: write those that '{Name}' needs under 'environment', with ${{NAME:?}} for secrets.");
        }

        foreach (var variable in container["env"].Items)
        {
            var name = variable["name"].Or("");
            var from = variable["valueFrom"];
            if (variable["value"].IsThere || !from.IsThere) Set(service, name, ComposeDraft.Escape(variable["value"].Or("")));
            else if (from["configMapKeyRef"] is { IsThere: true } config && configMaps.TryGetValue(config["name"].Or(""), out var map) && map["data"].Entries.FirstOrDefault(e => e.Key == config["key"].Text).Value is { IsThere: true } value)
                Set(service, name, ComposeDraft.Escape(value.Or("")));
            // A secret is never written down: it is set where the app is run.
            else if (from["secretKeyRef"].IsThere || from["configMapKeyRef"].IsThere) Set(service, name, $"${{{name}:?set it in .env}}");
            else draft.Leave($"The variable '{name}' of '{Name}' is left out: it is filled in by Kubernetes.");
        }
    }

    private static void Set(JsonObject service, string name, string value) => ComposeDraft.Map(service, "environment")[name] = value;
}
