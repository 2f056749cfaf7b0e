using System.Globalization;
using Gantry.Engine.Docker.Wire;
using Gantry.Resources.Apps;
using Gantry.Resources.Replicas;

namespace Gantry.Engine.Docker;

/// <summary>The part of a container's order that is about the machine: its walls, limits and mounts.</summary>
internal static class HostBody
{
    private const string AllCapabilities = "ALL";

    public static HostConfigJson From(ContainerOrder order)
    {
        var spec = order.Spec;
        var (walls, kernel) = (spec.Settings?.Isolation, spec.Settings?.Kernel);
        return Limited(spec.Resources, new HostConfigJson
        {
            NetworkMode = walls?.NetworkMode ?? (spec.Networks.Count == 0 ? "none" : spec.Networks[0].Name),
            RestartPolicy = Restart(order),
            // Dropping ALL would win over adding it; then what is dropped counts.
            CapDrop = spec.Capabilities.Contains(AllCapabilities) ? walls?.CapDrop ?? [] : [AllCapabilities],
            CapAdd = spec.Capabilities,
            SecurityOpt = [.. walls?.NewPrivileges == true ? Array.Empty<string>() : ["no-new-privileges"], .. walls?.SecurityOpt ?? []],
            PidsLimit = spec.Resources.Pids ?? ContainerBody.DefaultPids,
            ReadonlyRootfs = spec.ReadOnly,
            Init = spec.Init,
            Mounts = MountBody.Mounts([.. spec.Mounts, .. order.Deliveries]),
            Binds = MountBody.Binds(spec.Mounts),
            Tmpfs = MountBody.Tmpfs(spec.Mounts),
            ExtraHosts = Hosts(spec),
            LogConfig = Log(spec.Settings?.Logging),
            Privileged = walls?.Privileged,
            PidMode = walls?.Pid,
            IpcMode = walls?.Ipc,
            UTSMode = walls?.Uts,
            UsernsMode = walls?.UsernsMode,
            CgroupnsMode = walls?.Cgroup,
            CgroupParent = walls?.CgroupParent,
            Devices = walls?.Devices?.Select(d => new DeviceJson(d.Source, d.Target, d.Permissions)).ToList(),
            DeviceCgroupRules = walls?.DeviceCgroupRules,
            DeviceRequests = walls?.Gpus?.Select(Claim).ToList(),
            GroupAdd = spec.Settings?.Process?.GroupAdd,
            Runtime = spec.Settings?.Process?.Runtime,
            Dns = spec.Settings?.Naming?.Dns,
            DnsSearch = spec.Settings?.Naming?.DnsSearch,
            DnsOptions = spec.Settings?.Naming?.DnsOpt,
            Sysctls = kernel?.Sysctls,
            Ulimits = kernel?.Ulimits is { } limits ? Ulimits(limits) : null,
            ShmSize = kernel?.ShmSize,
            PortBindings = spec.UdpPorts is { Count: > 0 } ? Bindings(spec.UdpPorts) : null,
        });
    }

    private static HostConfigJson Limited(ResourceLimits limits, HostConfigJson host) => host with
    {
        Memory = limits.MemoryBytes,
        MemoryReservation = limits.MemReservation,
        MemorySwap = limits.MemswapLimit,
        MemorySwappiness = limits.MemSwappiness,
        OomScoreAdj = limits.OomScoreAdj,
        OomKillDisable = limits.OomKillDisable,
        NanoCpus = limits.Cpus is { } cpus ? (long)(cpus * 1e9) : null,
        CpuShares = limits.CpuShares,
        CpuPeriod = limits.CpuPeriod,
        CpuQuota = limits.CpuQuota,
        CpusetCpus = limits.Cpuset,
        BlkioWeight = limits.BlkioConfig?.Weight,
        BlkioWeightDevice = limits.BlkioConfig?.WeightDevice?.Select(w => new WeightJson(w.Path, w.Rate)).ToList(),
        BlkioDeviceReadBps = Rates(limits.BlkioConfig?.DeviceReadBps),
        BlkioDeviceReadIOps = Rates(limits.BlkioConfig?.DeviceReadIops),
        BlkioDeviceWriteBps = Rates(limits.BlkioConfig?.DeviceWriteBps),
        BlkioDeviceWriteIOps = Rates(limits.BlkioConfig?.DeviceWriteIops),
    };

    private static List<RateJson>? Rates(IReadOnlyList<DeviceRate>? rates) => rates?.Select(r => new RateJson(r.Path, r.Rate)).ToList();

    /// <summary><c>name=address</c> as the engine writes it.</summary>
    public static string ExtraHost(string host) => host.Split('=', 2) is [var name, var address] ? $"{name}:{address}" : host;

    public static UlimitJson[] Ulimits(IReadOnlyDictionary<string, Ulimit> limits) =>
        [.. limits.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => new UlimitJson(l.Key, l.Value.Soft, l.Value.Hard))];

    /// <summary>The names of services first: no other entry takes them.</summary>
    private static IReadOnlyList<string> Hosts(ContainerSpec spec) =>
    [
        .. spec.Hosts.OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => $"{h.Key}:{h.Value}"),
        .. (spec.Settings?.Naming?.ExtraHosts ?? []).Select(ExtraHost),
    ];

    /// <summary>Rotated, whatever else is asked for: a log that fills the disk stops every app.</summary>
    private static LogConfigJson Log(LoggingSettings? logging)
    {
        var options = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["max-size"] = "10m", ["max-file"] = "3" };
        foreach (var (name, value) in logging?.Options ?? new Dictionary<string, string>()) options[name] = value;
        return new LogConfigJson(logging?.Driver ?? "json-file", options);
    }

    /// <summary>The engine restarts by itself, so that services live on while the platform is down; what was stopped stays so.</summary>
    private static RestartPolicyJson Restart(ContainerOrder order) => (order.Once, order.Spec.Restart) switch
    {
        (true, _) or (_, RestartPolicy.No) => new RestartPolicyJson("no", 0),
        (_, RestartPolicy.OnFailure) => new RestartPolicyJson("on-failure", order.Spec.RestartMaxAttempts ?? 0),
        _ => new RestartPolicyJson("unless-stopped", 0),
    };

    private static DeviceRequestJson Claim(DeviceClaim claim) => new()
    {
        Driver = claim.Driver,
        Count = claim.Count,
        DeviceIDs = claim.DeviceIds,
        Capabilities = [claim.Capabilities],
        Options = claim.Options,
    };

    /// <summary>UDP ports, which the engine publishes; TCP is the edge's.</summary>
    public static IReadOnlyDictionary<string, EmptyJson> Exposed(IReadOnlyList<PublishedPort> ports) =>
        new SortedDictionary<string, EmptyJson>(ports.Select(Inside).Distinct().ToDictionary(p => p, _ => new EmptyJson()), StringComparer.Ordinal);

    private static SortedDictionary<string, IReadOnlyList<PortBindingJson>> Bindings(IReadOnlyList<PublishedPort> ports) =>
        new(ports.GroupBy(Inside).ToDictionary(g => g.Key, g => (IReadOnlyList<PortBindingJson>)[.. g.Select(Outside)]), StringComparer.Ordinal);

    private static string Inside(PublishedPort port) => string.Create(CultureInfo.InvariantCulture, $"{port.Target}/{port.Protocol}");

    /// <summary>As for TCP: nothing listens beyond this machine that does not say so.</summary>
    private static PortBindingJson Outside(PublishedPort port) => new(port.Address ?? "127.0.0.1", port.Published.ToString(CultureInfo.InvariantCulture));
}
