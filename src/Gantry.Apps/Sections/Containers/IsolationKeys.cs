using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections.Containers;

/// <summary>Namespaces and what else stands between a container and the machine. What opens a wall needs an exception.</summary>
internal static class IsolationKeys
{
    private const string Help = "Remove it.";

    public static Section<ServiceDraft> AndIsolation(this Section<ServiceDraft> section) => section
        .Guards("privileged", "a privileged container owns the machine it runs on",
            "Remove it; find out which single permission the process needs, and whether it needs it in production.", ReadPrivileged)
        .Guards("pid", "processes of other containers and of the machine are not to be seen", "Remove it; use 'init: true' if it is there to reap child processes.",
            (d, v, rule) => Host(d, v, "the machine's processes could be seen and signalled", m => i => i with { Pid = m }, rule.Remedy))
        .TakesInPart("ipc", "private (the default), shareable or none.", "host is refused unless x-gantry.allow names ipc=host; other services' shared memory is refused.", ReadIpc)
        .Guards("uts", "a container keeps its own host name", Help,
            (d, v, _) => Host(d, v, "the process could change the machine's host name", m => i => i with { Uts = m }))
        .Guards("userns_mode", "the user namespace is a wall between the app and the machine", Help,
            (d, v, _) => Host(d, v, "users of the container would be users of the machine", m => i => i with { UsernsMode = m }))
        .TakesInPart("cgroup", "private.", "host is refused unless x-gantry.allow names cgroup=host.", ReadCgroup)
        .Guards("cgroup_parent", "a container keeps to its own control group", "Remove it; set limits with deploy.resources.limits.", ReadParent)
        .Forbids("use_api_socket", "whoever reaches the engine's socket owns the machine", "Remove it; run tools that drive the engine outside of the app.")
        .TakesInPart("network_mode", "bridge (what a service gets anyway), or none: no network at all.",
            "host is refused unless x-gantry.allow names network_mode=host; another service's network is refused.", ReadNetworkMode);

    private static void ReadPrivileged(ServiceDraft service, Value value, KeyRule rule)
    {
        if (value.Truth() is not true) return;
        service.AsksUnsafe(value, "privileged", rule.Says, rule.Remedy);
        service.Isolation(i => i with { Privileged = true });
    }

    private static void Host(ServiceDraft service, Value value, string because, Func<string, Func<IsolationSettings, IsolationSettings>> set, string help = Help)
    {
        if (value.Text() is not { } mode) return;
        if (mode != "host")
        {
            Refuse(value, mode);
            return;
        }

        service.AsksUnsafe(value, $"{value.Name}=host", because, help);
        service.Isolation(set(mode));
    }

    private static void ReadIpc(ServiceDraft service, Value value)
    {
        switch (value.Text())
        {
            case null: break;
            case "private" or "shareable" or "none":
                service.Isolation(i => i with { Ipc = value.Text() });
                break;
            default:
                Host(service, value, "the machine's shared memory could be read and written", m => i => i with { Ipc = m });
                break;
        }
    }

    private static void ReadCgroup(ServiceDraft service, Value value)
    {
        if (value.Text() == "private") service.Isolation(i => i with { Cgroup = "private" });
        else Host(service, value, "the machine's control groups could be seen and, with more rights, changed", m => i => i with { Cgroup = m });
    }

    private static void ReadParent(ServiceDraft service, Value value, KeyRule rule)
    {
        if (value.Word() is not { } path) return;
        service.AsksUnsafe(value, $"cgroup_parent={path}", "the container would leave the control group that bounds it", rule.Remedy);
        service.Isolation(i => i with { CgroupParent = path });
    }

    private static void ReadNetworkMode(ServiceDraft service, Value value)
    {
        switch (value.Text())
        {
            case null or "bridge" or "default": break;
            case "none":
                service.Isolation(i => i with { NetworkMode = "none" });
                break;
            case "host":
                service.AsksUnsafe(value, "network_mode=host", "the machine's network has no wall between this app and everything else",
                    "Remove it; use 'networks' for what may talk to what, and 'ports' for what must be reached from outside.");
                service.Isolation(i => i with { NetworkMode = "host" });
                break;
            case var mode:
                value.Refuse("compose.refused-value", $"The network mode {value.Shown} is refused, because {Because(mode)}.",
                    "Remove it; use 'networks' for what may talk to what, and 'ports' for what must be reached from outside.");
                break;
        }
    }

    private static string Because(string mode) => mode.StartsWith("service:", StringComparison.Ordinal) ? "two services cannot share one address while each is replaced on its own"
        : mode.StartsWith("container:", StringComparison.Ordinal) ? "it reaches into a container that is not this app's"
        : "it is none that Gantry knows";

    private static void Refuse(Value value, string mode)
    {
        if (mode.StartsWith("service:", StringComparison.Ordinal))
            value.Refuse("compose.refused-value", $"{value.Label} of another service is refused, because two services cannot share it while each is replaced on its own.", "Remove it; put processes that belong so closely together into one image.");
        else if (mode.StartsWith("container:", StringComparison.Ordinal))
            value.Refuse("compose.refused-value", $"{value.Label} of another container is refused, because it is not this app's.", Help);
        else value.Refuse("compose.unknown-value", $"{value.Label} cannot be {value.Shown}.", Help);
    }
}
