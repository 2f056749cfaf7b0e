using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections.Containers;

/// <summary>Capabilities: parts of what root may do. The kernel's list, and which of them stay inside of a container's walls.</summary>
internal static class CapabilityKeys
{
    private static readonly SortedDictionary<string, string> Dangerous = new(StringComparer.Ordinal)
    {
        ["ALL"] = "with every capability root in the container is root of the machine",
        ["AUDIT_CONTROL"] = "it changes what the machine writes down for its auditors",
        ["AUDIT_READ"] = "it reads what the machine writes down for its auditors",
        ["BLOCK_SUSPEND"] = "it keeps the machine from sleeping",
        ["BPF"] = "it loads programs into the machine's kernel",
        ["CHECKPOINT_RESTORE"] = "it takes processes apart and makes them anew",
        ["DAC_READ_SEARCH"] = "it opens files of the machine past the container's own",
        ["IPC_OWNER"] = "it reaches shared memory that belongs to others",
        ["LINUX_IMMUTABLE"] = "it makes files that cannot be removed",
        ["MAC_ADMIN"] = "it changes the machine's access rules",
        ["MAC_OVERRIDE"] = "it passes by the machine's access rules",
        ["NET_ADMIN"] = "it changes addresses, routes and firewall rules, also to listen to others",
        ["PERFMON"] = "it watches the machine's kernel at work",
        ["SYSLOG"] = "it reads the kernel's log, and with it addresses that attackers look for",
        ["SYS_ADMIN"] = "it is nearly all of root",
        ["SYS_BOOT"] = "it restarts the machine",
        ["SYS_MODULE"] = "it loads modules into the machine's kernel",
        ["SYS_PACCT"] = "it turns the machine's accounting on and off",
        ["SYS_PTRACE"] = "it reads and changes other processes' memory",
        ["SYS_RAWIO"] = "it writes to the machine's disks and ports directly",
        ["SYS_RESOURCE"] = "it passes by limits and quotas",
        ["SYS_TIME"] = "it sets the machine's clock",
        ["SYS_TTY_CONFIG"] = "it takes over the machine's terminals",
        ["WAKE_ALARM"] = "it wakes the machine from sleep",
    };

    public static Section<ServiceDraft> AndCapabilities(this Section<ServiceDraft> section) => section
        .TakesInPart("cap_add", "Capabilities beyond those that are given back to root: " + string.Join(", ", Walls.HarmlessCapabilities) + ".",
            "Others are refused unless x-gantry.allow names them, such as cap_add=NET_ADMIN.", ReadAdd)
        .Takes("cap_drop", "Capabilities that not even root gets; ALL leaves only those of cap_add.", ReadDrop);

    private static void ReadAdd(ServiceDraft service, Value value)
    {
        var added = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (item, name) in Names(value))
        {
            added.Add(name);
            if (Dangerous.TryGetValue(name, out var because))
                service.AsksUnsafe(item, $"cap_add={name}", because, "Remove it, and find out which single permission the process needs, and whether it needs it in production.");
        }

        if (added.Count > 0) service.Isolation(i => i with { CapAdd = [.. added] });
    }

    private static void ReadDrop(ServiceDraft service, Value value)
    {
        var dropped = new SortedSet<string>(Names(value).Select(n => n.Name), StringComparer.Ordinal);
        if (dropped.Count > 0) service.Isolation(i => i with { CapDrop = [.. dropped] });
    }

    private static IEnumerable<(Value Item, string Name)> Names(Value value)
    {
        foreach (var item in value.Items())
        {
            if (item.Word() is not { } text) continue;
            var name = text.ToUpperInvariant();
            if (name.StartsWith("CAP_", StringComparison.Ordinal)) name = name[4..];
            if (Dangerous.ContainsKey(name) || Walls.HarmlessCapabilities.Contains(name)) yield return (item, name);
            else item.Refuse("compose.unknown-value", $"{item.Shown} is not a capability.", Nearest.Of(name, Dangerous.Keys.Concat(Walls.HarmlessCapabilities)) is { } near ? $"Did you mean '{near}'?" : "Write one such as NET_RAW.");
        }
    }
}
