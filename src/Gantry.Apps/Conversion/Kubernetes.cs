using System.Globalization;
using System.Text.Json.Nodes;
using Gantry.Resources;

namespace Gantry.Apps.Conversion;

/// <summary>Workloads, services and ingresses of Kubernetes become a compose file.</summary>
public static class Kubernetes
{
    private static readonly string[] Workloads = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "Pod"];
    private static readonly string[] Read = ["Service", "Ingress", "ConfigMap", "Secret", "PersistentVolumeClaim", "Namespace"];

    public static Outcome<Converted> Convert(string manifest)
    {
        var parts = Manifest.Read(manifest);
        if (parts.Problem is { } broken) return broken;
        var all = parts.Require().Where(p => p["kind"].IsThere).ToList();
        var workloads = all.Where(p => Workloads.Contains(p["kind"].Text)).ToList();
        if (workloads.Count == 0)
            return new Problem("manifest", "convert.no-workload", "It has no Deployment, StatefulSet, DaemonSet, Job or Pod.", "Add the manifests of what is to run: kubectl get deploy,sts,svc,ing,cm -o yaml");
        var draft = new ComposeDraft();
        var pods = workloads.Select(w => new Pod(w, Of(all, "ConfigMap"), draft)).ToList();
        foreach (var pod in pods) pod.Convert();
        foreach (var service in all.Where(p => p["kind"].Text == "Service")) Serve(service, pods, draft);
        foreach (var ingress in all.Where(p => p["kind"].Text == "Ingress")) Route(ingress, all, pods, draft);
        foreach (var other in all.Where(p => !Workloads.Contains(p["kind"].Text) && !Read.Contains(p["kind"].Text)))
            draft.Leave($"The {other["kind"].Text} '{other["metadata.name"].Or("?")}' is left out.");
        return draft.Done();
    }

    private static Dictionary<string, Part> Of(IEnumerable<Part> all, string kind) =>
        all.Where(p => p["kind"].Text == kind && p["metadata.name"].IsThere).DistinctBy(p => p["metadata.name"].Text).ToDictionary(p => p["metadata.name"].Text!, StringComparer.Ordinal);

    /// <summary>The service's name leads to the pod, and what is open to the outside is published.</summary>
    private static void Serve(Part service, List<Pod> pods, ComposeDraft draft)
    {
        var name = service["metadata.name"].Or("");
        if (pods.Find(p => p.Matches(service["spec.selector"])) is not { } pod)
        {
            draft.Leave($"The Service '{name}' is left out: none of the workloads bears its labels.");
            return;
        }

        if (name != pod.Name) ComposeDraft.Items(ComposeDraft.Map(ComposeDraft.Map(pod.Service, "networks"), "default"), "aliases").Add((JsonNode?)name);
        var outside = service["spec.type"].Text is "LoadBalancer" or "NodePort";
        foreach (var port in service["spec.ports"].Items)
        {
            var (number, target) = (port["port"].Or("0"), pod.Port(port["targetPort"].Text ?? port["port"].Or("0")));
            if (port["protocol"].Text == "UDP") draft.Leave($"The UDP port {number} of the Service '{name}' is left out.");
            else if (outside) ComposeDraft.Items(pod.Service, "ports").Add((JsonNode?)$"{number}:{target}");
            else if (number != target) draft.Leave($"The Service '{name}' leads from port {number} to {target}: callers inside the app name {target} here.");
        }
    }

    private static void Route(Part ingress, List<Part> all, List<Pod> pods, ComposeDraft draft)
    {
        foreach (var rule in ingress["spec.rules"].Items)
        {
            foreach (var path in rule["http.paths"].Items)
            {
                var backend = path["backend.service"];
                var service = all.Find(p => p["kind"].Text == "Service" && p["metadata.name"].Text == backend["name"].Text);
                if (!service.IsThere || pods.Find(p => p.Matches(service["spec.selector"])) is not { } pod)
                {
                    draft.Leave($"A path of the Ingress '{ingress["metadata.name"].Or("?")}' is left out: its Service '{backend["name"].Or("?")}' is not in the manifest.");
                    continue;
                }

                var given = service["spec.ports"].Items.FirstOrDefault(p => p["port"].Text == backend["port.number"].Text || (p["name"].Text is { } n && n == backend["port.name"].Text));
                var route = new JsonObject();
                if (rule["host"].Text is { } host) route["host"] = host;
                route["path"] = path["path"].Or("/");
                if (int.TryParse(pod.Port(given["targetPort"].Text ?? given["port"].Or("")), NumberStyles.None, CultureInfo.InvariantCulture, out var port)) route["port"] = port;
                ComposeDraft.Items(ComposeDraft.Map(pod.Service, "x-gantry"), "routes").Add((JsonNode?)route);
            }
        }

        foreach (var (key, _) in ingress["metadata.annotations"].Entries.Where(a => a.Key.Contains("ingress", StringComparison.Ordinal)))
            draft.Leave($"The annotation '{key}' of the Ingress '{ingress["metadata.name"].Or("?")}' is left out.");
    }
}
