using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Sections.Containers;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections;

internal static class DeployKeys
{
    private const int MostReplicas = 100;

    /// <summary>Below this an engine starts no container.</summary>
    private const long LeastMemory = 6L * 1024 * 1024;

    public static readonly Section<ServiceDraft> Limits = new Section<ServiceDraft>("deploy.resources.limits", "services.<name>.deploy.resources.limits")
        .Takes("cpus", "A number of processors, such as 0.5.", ReadCpus)
        .Takes("memory", "A size, at least 6m.", ReadMemory)
        .Takes("pids", "A number of processes and threads.", ReadPids);

    public static readonly Section<ServiceDraft> Reservations = new Section<ServiceDraft>("deploy.resources.reservations", "services.<name>.deploy.resources.reservations")
        .Notes("cpus", "one machine has nothing to choose between")
        .Takes("memory", "What it is pushed back to when memory is short.", ResourceKeys.ReadReservation)
        .Notes("pids", "one machine has nothing to choose between")
        .Guards("devices", DeviceKeys.Because, DeviceKeys.Remedy, (d, v, rule) => DeviceKeys.ReadClaims(d, v, rule, "deploy.resources.reservations.devices"))
        .Refuses("generic_resources", "they are a cluster's, which counts them and hands them out", "Remove it, or name the devices with 'devices'.");

    public static readonly Section<ServiceDraft> Resources = new Section<ServiceDraft>("deploy.resources", "services.<name>.deploy.resources")
        .Takes("limits", "What each replica may use at most.", (d, v) => Limits.Read(v, d))
        .TakesInPart("reservations", "Memory.", "Devices need an exception; the others have no effect, since one machine has nothing to choose between.", (d, v) => Reservations.Read(v, d));

    public static readonly Section<ServiceDraft> Section = new Section<ServiceDraft>("deploy", "services.<name>.deploy")
        .TakesInPart("mode", "replicated (the default), or global: one replica, on the one machine there is.", "Jobs are services that others wait for with service_completed_successfully.", ReadMode)
        .Takes("replicas", "How many replicas run, from 1 to 100.", ReadReplicas)
        .Takes("resources", "Limits of each replica.", (d, v) => Resources.Read(v, d))
        .Takes("restart_policy", "The same as 'restart', in the form of clusters.", RestartReader.ReadDeployPolicy)
        .Notes("endpoint_mode", "the edge balances between replicas")
        .Notes("labels", "they are for a cluster's service object, which does not exist here", "Use 'labels' of the service for its containers.")
        .Notes("placement", "one machine has nothing to choose between")
        .Takes("update_config", "Whether the old or the new replica goes first; the rest is Gantry's.", (d, v) => UpdateKeys.Section.Read(v, d))
        .Notes("rollback_config", "Gantry takes a release back as a whole", "Use 'gantry rollback'.");

    public static void ReadReplicas(ServiceDraft service, Value value)
    {
        if (value.Whole(1, MostReplicas) is not { } number) return;
        if (service.Replicas is { } other && other != number) Differs(value, "'scale' and 'deploy.replicas'");
        service.Replicas = number;
    }

    public static void ReadCpus(ServiceDraft service, Value value)
    {
        if (value.Cpus() is not { } number) return;
        if (service.Is.Resources.Cpus is { } other && !other.Equals(number)) Differs(value, "'cpus' and 'deploy.resources.limits.cpus'");
        service.Is = service.Is with { Resources = service.Is.Resources with { Cpus = number } };
    }

    public static void ReadMemory(ServiceDraft service, Value value)
    {
        if (value.Bytes(LeastMemory) is not { } bytes) return;
        if (service.Is.Resources.MemoryBytes is { } other && other != bytes) Differs(value, "'mem_limit' and 'deploy.resources.limits.memory'");
        service.Is = service.Is with { Resources = service.Is.Resources with { MemoryBytes = bytes } };
    }

    public static void ReadPids(ServiceDraft service, Value value)
    {
        if (value.Whole(1, 4_000_000) is not { } number) return;
        if (service.Is.Resources.Pids is { } other && other != number) Differs(value, "'pids_limit' and 'deploy.resources.limits.pids'");
        service.Is = service.Is with { Resources = service.Is.Resources with { Pids = number } };
    }

    private static void ReadMode(ServiceDraft service, Value value)
    {
        if (value.Text() is not { } mode || mode == "replicated") return;
        if (mode == "global")
        {
            if (service.Replicas is not (null or 1)) value.RefuseKey("compose.contradiction", "'mode: global' and 'replicas' say different things.", "Keep one of the two.");
            service.Replicas = 1;
            return;
        }

        value.Refuse("compose.refused-value", $"The mode {value.Shown} is refused, because Gantry runs replicas on one machine.",
            mode.EndsWith("-job", StringComparison.Ordinal) ? "Remove it, and let another service depend on this one with service_completed_successfully." : "Write 'replicated' and set 'replicas'.");
    }

    private static void Differs(Value value, string both) => value.RefuseKey("compose.contradiction", $"{both} say different things.", "Keep one of the two.");
}

internal static class RestartPolicyKeys
{
    private static readonly IReadOnlyDictionary<string, RestartPolicy> Conditions = new SortedDictionary<string, RestartPolicy>(StringComparer.Ordinal)
    {
        ["none"] = RestartPolicy.No, ["on-failure"] = RestartPolicy.OnFailure, ["any"] = RestartPolicy.Always,
    };

    public static readonly Section<Draft<(RestartPolicy Policy, int? Most)>> Section =
        new Section<Draft<(RestartPolicy Policy, int? Most)>>("deploy.restart_policy", "services.<name>.deploy.restart_policy")
            .Takes("condition", "none, on-failure or any.", (d, v) => { if (v.Choice(Conditions) is { } policy) d.Is = (policy, d.Is.Most); })
            .Takes("max_attempts", "How often, for on-failure.", (d, v) => { if (v.Whole(1, 1000) is { } most) d.Is = (d.Is.Policy, most); })
            .Notes("delay", "the engine waits longer after each failure by itself")
            .Notes("window", "the engine decides when a start has succeeded");
}
