using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Resources;

namespace Gantry.Apps.Sections;

/// <summary>Keys of a service that are refused or noted: the reason, and what to do instead.</summary>
internal static class ServiceRefusals
{
    private const string Yet = "Remove it if the app runs without it, and keep an eye on this list: it shrinks.";

    public static Section<ServiceDraft> AndRefusals(this Section<ServiceDraft> section) => section.Dangerous().Specialised().Resources().Development();

    private static Section<ServiceDraft> Dangerous(this Section<ServiceDraft> section) => section
        .Forbids("privileged", "a privileged container owns the machine it runs on", "Remove it; find out which single permission the process needs, and whether it needs it in production.")
        .Forbids("use_api_socket", "whoever reaches the engine's socket owns the machine", "Remove it; run tools that drive the engine outside of the app.")
        .Forbids("devices", "a device of the machine is beyond the walls of a container", "Remove it, or run this service beside Gantry.")
        .Forbids("device_cgroup_rules", "a device of the machine is beyond the walls of a container", "Remove it, or run this service beside Gantry.")
        .Forbids("cgroup", "a container keeps to its own control group", "Remove it.")
        .Forbids("cgroup_parent", "a container keeps to its own control group", "Remove it; set limits with deploy.resources.limits.")
        .Forbids("oom_kill_disable", "a process that cannot be stopped when memory runs out takes the machine with it", "Remove it, and set deploy.resources.limits.memory.")
        .Forbids("userns_mode", "the user namespace is a wall between the app and the machine", "Remove it.")
        .Forbids("uts", "a container keeps its own host name", "Remove it.")
        .Forbids("pid", "processes of other containers and of the machine are not to be seen", "Remove it; use 'init: true' if it is there to reap child processes.")
        .Forbids("ipc", "shared memory of other containers and of the machine is not to be reached", "Remove it; put processes that share memory into one image.")
        .Forbids("cap_add", "containers run without capabilities beyond what their image needs", "Remove it; for ports below 1024 no capability is needed here.")
        .TakesInPart("network_mode", "Only 'bridge', which is what a service gets anyway.", "Use 'networks'; publish with 'ports' what must be reached from outside.", ReadNetworkMode)
        .TakesInPart("security_opt", "Only no-new-privileges:true, which every container gets anyway.", "Remove any other option.", ReadSecurityOptions);

    private static Section<ServiceDraft> Specialised(this Section<ServiceDraft> section) => section
        .Refuses("cap_drop", "which capabilities are dropped is not chosen per service yet", "Remove it: all are dropped at first, and only what the image needs is given back.")
        .Refuses("configs", "Gantry does not deliver configs as files yet", "Mount the file read-only with 'volumes', or build it into the image.")
        .Refuses("secrets", "Gantry does not deliver secrets as files yet", "Mount the file read-only with 'volumes' for now, and keep it out of version control.")
        .Refuses("links", "services find each other by name without it", "Remove it; use depends_on for the order, and networks.<name>.aliases of the other service for a second name.")
        .Refuses("external_links", "containers that Gantry did not start are not on the app's network", "Pass their address in 'environment'.")
        .Refuses("extra_hosts", "Gantry does not add host names to containers yet", "Pass the address in 'environment', or use the other service's name.")
        .Refuses("hostname", "several replicas cannot have one host name", "Remove it; other services use the service's name, or one of networks.<name>.aliases.")
        .Refuses("domainname", "several replicas cannot have one domain name", "Remove it.")
        .Refuses("dns", "Gantry does not set name servers per service yet", Yet)
        .Refuses("dns_opt", "Gantry does not set resolver options per service yet", Yet)
        .Refuses("dns_search", "Gantry does not set search domains per service yet", "Write full names in the app's configuration.")
        .Refuses("mac_address", "several replicas cannot have one hardware address", "Remove it.")
        .Refuses("group_add", "Gantry does not add groups to the user yet", "Write the group into 'user' (user:group), or add it in the image.")
        .Refuses("working_dir", "Gantry does not change the working directory yet", "Set WORKDIR in the image, or write absolute paths in 'command'.")
        .Refuses("volumes_from", "a service names its own volumes", "List the same named volumes under 'volumes' of both services.")
        .Refuses("label_file", "Gantry does not read labels from files yet", "Write them under 'labels'.")
        .Refuses("models", "Gantry runs containers and no language models", "Run the model as a service with its own image.")
        .Refuses("provider", "Gantry does not run programs that stand in for a service", "Pass the address of what they provide in 'environment'.")
        .Refuses("post_start", "Gantry does not run hooks in containers yet", "Do it in the entrypoint, or in a one-off service that others depend on.")
        .Refuses("pre_stop", "Gantry does not run hooks in containers yet", "Let the process do it when it gets SIGTERM; traffic is drained before that.")
        .Refuses("credential_spec", "it is for Windows", "Remove it.")
        .Refuses("isolation", "it is for Windows", "Remove it.")
        .Refuses("platform", "Gantry runs images of the machine's own platform", "Remove it, and build or choose the image for this machine.")
        .Refuses("runtime", "Gantry uses the engine's default runtime", "Remove it, or change the default of the engine.");

    private static Section<ServiceDraft> Resources(this Section<ServiceDraft> section) => section
        .Notes("mem_reservation", "one machine has nothing to choose between", "Set deploy.resources.limits.memory to bound it.")
        .Notes("oom_score_adj", "Gantry sets no preferences between services when memory runs out", "Set deploy.resources.limits.memory to bound each.")
        .Refuses("ulimits", "Gantry does not set process limits yet", "Remove it if the engine's defaults do (they are generous), or set them as the engine's defaults.")
        .Refuses("sysctls", "Gantry does not set kernel parameters yet", Yet)
        .Refuses("shm_size", "Gantry does not size /dev/shm yet", "Mount a tmpfs there: 'tmpfs: /dev/shm:size=256m'.")
        .Refuses("storage_opt", "it depends on one storage driver", "Remove it; keep data in volumes.")
        .Refuses("blkio_config", "Gantry does not limit disk traffic yet", Yet)
        .Refuses("cpu_count", "it is for Windows", "Set deploy.resources.limits.cpus.")
        .Refuses("cpu_percent", "it is for Windows", "Set deploy.resources.limits.cpus.")
        .Refuses("cpu_period", "Gantry has one way to limit processors", "Set deploy.resources.limits.cpus to cpu_quota divided by cpu_period.")
        .Refuses("cpu_quota", "Gantry has one way to limit processors", "Set deploy.resources.limits.cpus to cpu_quota divided by cpu_period.")
        .Refuses("cpu_rt_period", "Gantry gives no real-time priority", "Remove it.")
        .Refuses("cpu_rt_runtime", "Gantry gives no real-time priority", "Remove it.")
        .Refuses("cpu_shares", "Gantry does not weigh services against each other yet", "Set deploy.resources.limits.cpus.")
        .Refuses("cpuset", "Gantry does not bind services to processors yet", "Set deploy.resources.limits.cpus.")
        .Refuses("mem_swappiness", "Gantry does not tune swapping yet", "Remove it, and set deploy.resources.limits.memory.")
        .Refuses("memswap_limit", "Gantry does not tune swapping yet", "Remove it, and set deploy.resources.limits.memory.")
        .Refuses("gpus", "Gantry does not hand out GPUs yet", "Run this service beside Gantry for now.");

    private static Section<ServiceDraft> Development(this Section<ServiceDraft> section) => section
        .Notes("develop", "it is for development on one's own machine")
        .Notes("attach", "Gantry collects the output of every service", "Read it with 'gantry logs'.")
        .Notes("annotations", "nothing reads them here", "Use 'labels' for what other tools shall see.")
        .Notes("pull_policy", "images are resolved when a release is made and stay pinned to it", "Use 'gantry up --refresh' to build or pull again.")
        .Notes("pull_refresh_after", "images are resolved when a release is made and stay pinned to it", "Use 'gantry up --refresh' to build or pull again.")
        .TakesInPart("logging", "The engine's own files (json-file, local), which is what a service gets anyway; their options have no effect.", "Read logs with 'gantry logs'.", ReadLogging)
        .Refuses("tty", "a service in production has no terminal", "Remove it; give the service a command that stays in the foreground without one.")
        .Refuses("stdin_open", "a service in production has no standard input", "Remove it; give the service a command that stays in the foreground without it.");

    private static void ReadNetworkMode(ServiceDraft service, Value value)
    {
        if (value.Text() is not { } mode || mode is "bridge" or "default") return;
        var (code, reason) = mode switch
        {
            "host" => ("compose.unsafe", "the machine's network has no wall between this app and everything else"),
            "none" => ("compose.refused-value", "every service is on a network of its app here, so that it can be checked"),
            _ when mode.StartsWith("service:", StringComparison.Ordinal) => ("compose.refused-value", "two services cannot share one address while each is replaced on its own"),
            _ when mode.StartsWith("container:", StringComparison.Ordinal) => ("compose.unsafe", "it reaches into another container's network"),
            _ => ("compose.unknown-value", "it is none that Gantry knows"),
        };
        value.Refuse(code, $"The network mode {value.Shown} is refused, because {reason}.", "Remove it; use 'networks' for what may talk to what, and 'ports' for what must be reached from outside.");
    }

    private static void ReadSecurityOptions(ServiceDraft service, Value value)
    {
        foreach (var item in value.Items())
        {
            if (item.Text() is null or "no-new-privileges:true" or "no-new-privileges=true" or "no-new-privileges") continue;
            item.Refuse("compose.unsafe", $"The security option {item.Shown} is refused, because it changes the walls around the container.", "Remove it; no-new-privileges and the default seccomp profile are always on.");
        }
    }

    private static void ReadLogging(ServiceDraft service, Value value)
    {
        string? driver = null;
        foreach (var (key, entry) in value.Entries())
        {
            if (key == "driver") driver = entry.Text();
            else if (key != "options" && !key.StartsWith("x-", StringComparison.Ordinal)) entry.RefuseKey("compose.unknown-key", $"'{Values.Quote.Short(key)}' is not a key of logging.", "It has 'driver' and 'options'.");
        }

        if (driver is null or "json-file" or "local")
            value.Say(Severity.Note, "compose.no-effect", "'logging' has no effect here, because Gantry collects the output of every service.", "Read it with 'gantry logs'.");
        else
            value.Refuse("compose.refused-value", $"The logging driver '{Values.Quote.Short(driver)}' is refused, because Gantry collects logs from the engine and would see none.", "Remove 'logging'.");
    }
}
