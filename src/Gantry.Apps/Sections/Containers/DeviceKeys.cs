using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections.Containers;

/// <summary>Devices of the machine. Each needs an exception.</summary>
internal static class DeviceKeys
{
    internal const string Because = "a device of the machine is beyond the walls of a container";
    internal const string Remedy = "Remove it, or run this service beside Gantry.";

    internal sealed class DeviceDraft
    {
        public string? Source { get; set; }
        public string? Target { get; set; }
        public string? Permissions { get; set; }
    }

    /// <summary>Devices that a driver chooses: <c>gpus</c> and <c>reservations.devices</c>.</summary>
    internal sealed class ClaimDraft
    {
        public List<string> Capabilities { get; } = [];
        public int? Count { get; set; }
        public List<string> Ids { get; } = [];
        public string? Driver { get; set; }
        public SortedDictionary<string, string> Options { get; } = new(StringComparer.Ordinal);
    }

    public static readonly Section<DeviceDraft> Device = new Section<DeviceDraft>("a device", "services.<name>.devices[]")
        .Takes("source", "The device's path on the machine.", (d, v) => d.Source = v.Word())
        .Takes("target", "Its path in the container; the same without it.", (d, v) => d.Target = v.Word())
        .Takes("permissions", "Some of r, w and m; rwm without it.", (d, v) => d.Permissions = v.Word());

    public static readonly Section<ClaimDraft> Claim = new Section<ClaimDraft>("a claim of devices", "services.<name>.gpus[]")
        .Takes("capabilities", "What the devices must be able to do, such as gpu.", (d, v) => d.Capabilities.AddRange(v.Texts()))
        .Takes("count", "How many, or all.", (d, v) => d.Count = v.IsText && v.Text() is "all" or "-1" ? -1 : v.Whole(1, 1000))
        .Takes("device_ids", "Which, by their ids.", (d, v) => d.Ids.AddRange(v.Texts()))
        .Takes("driver", "The engine's driver for them.", (d, v) => d.Driver = v.Word())
        .Takes("options", "Options of the driver.", (d, v) => { foreach (var (name, text, _) in v.Pairs()) d.Options[name] = text ?? ""; });

    public static Section<ServiceDraft> AndDevices(this Section<ServiceDraft> section) => section
        .Guards("devices", Because, Remedy, ReadDevices)
        .Guards("device_cgroup_rules", Because, Remedy, ReadRules)
        .Guards("gpus", Because, Remedy, (d, v, rule) => ReadClaims(d, v, rule, "gpus"));

    private static void ReadDevices(ServiceDraft service, Value value, KeyRule rule)
    {
        var devices = new List<DeviceMapping>();
        foreach (var item in value.Items())
        {
            if (Mapping(item) is not { } device) continue;
            service.AsksUnsafe(item, $"devices={device.Source}", rule.Says, rule.Remedy);
            devices.Add(device);
        }

        if (devices.Count > 0) service.Isolation(i => i with { Devices = devices });
    }

    private static DeviceMapping? Mapping(Value item)
    {
        var draft = new DeviceDraft();
        if (item.IsMap) Device.Read(item, draft);
        else if (item.Word() is { } text)
        {
            var parts = text.Split(':');
            // Without a path in the container the second part may be the permissions.
            (draft.Source, draft.Target, draft.Permissions) = parts switch
            {
                [var only] => (only, only, null),
                [var from, ['/', ..] to] => (from, to, null),
                [var from, var rights] => (from, from, rights),
                [var from, var to, var rights] => (from, to, rights),
                _ => ("", "", null),
            };
        }

        if (draft.Source is ['/', ..] source && (draft.Target ?? source) is ['/', ..] target && (draft.Permissions ?? "rwm") is { } may && may.All("rwm".Contains))
            return new DeviceMapping(source, target, may);
        item.Refuse("compose.bad-value", draft.Source?.Contains('=') == true ? $"{item.Shown} is a name of the container device interface, which Gantry does not use." : $"{item.Shown} is not a device.",
            "Write /dev/name, /dev/name:/dev/inside or /dev/name:/dev/inside:rw.");
        return null;
    }

    private static void ReadRules(ServiceDraft service, Value value, KeyRule guard)
    {
        var rules = new List<string>();
        foreach (var item in value.Items())
        {
            if (item.Word() is not { } rule) continue;
            if (rule.Split(' ') is not ["a" or "b" or "c", var numbers, var may] || numbers.Split(':') is not [_, _] || !may.All("rwm".Contains))
            {
                item.Refuse("compose.bad-value", $"{item.Shown} is not a rule for devices.", "Write type, numbers and permissions, such as \"c 189:* rmw\".");
                continue;
            }

            service.AsksUnsafe(item, $"device_cgroup_rules={rule}", guard.Says, guard.Remedy);
            rules.Add(rule);
        }

        if (rules.Count > 0) service.Isolation(i => i with { DeviceCgroupRules = rules });
    }

    /// <param name="what">What the exception has to name.</param>
    public static void ReadClaims(ServiceDraft service, Value value, KeyRule rule, string what)
    {
        var claims = new List<DeviceClaim>();
        if (value.IsText && value.Text() == "all") claims.Add(new DeviceClaim { Count = -1, Capabilities = ["gpu"] });
        else
        {
            foreach (var item in value.Items("'all' or a list"))
            {
                var draft = new ClaimDraft();
                Claim.Read(item, draft);
                if (draft is { Count: not null, Ids.Count: > 0 })
                    item.Refuse("compose.contradiction", "'count' and 'device_ids' say different things.", "Keep one of the two.");
                if (what != "gpus" && draft.Capabilities.Count == 0)
                    item.Refuse("compose.missing-key", "A claim of devices needs its 'capabilities'.", "Write what they must be able to do, such as 'capabilities: [gpu]'.");
                claims.Add(new DeviceClaim
                {
                    Driver = draft.Driver,
                    Count = draft.Ids.Count > 0 ? null : draft.Count ?? -1,
                    DeviceIds = draft.Ids.Count > 0 ? draft.Ids : null,
                    Capabilities = what == "gpus" ? [.. draft.Capabilities.Append("gpu").Distinct(StringComparer.Ordinal)] : draft.Capabilities,
                    Options = draft.Options.Count > 0 ? draft.Options : null,
                });
            }
        }

        if (claims.Count == 0) return;
        service.AsksUnsafe(value, what, rule.Says, rule.Remedy);
        service.Isolation(i => i with { Gpus = [.. i.Gpus ?? [], .. claims] });
    }
}
