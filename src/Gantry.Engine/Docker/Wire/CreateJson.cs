namespace Gantry.Engine.Docker.Wire;

internal sealed record CreateJson
{
    public required string Image { get; init; }
    public string? Hostname { get; init; }
    public string? Domainname { get; init; }
    public string? WorkingDir { get; init; }
    public bool? Tty { get; init; }
    public bool? OpenStdin { get; init; }
    public IReadOnlyList<string>? Entrypoint { get; init; }
    public IReadOnlyList<string>? Cmd { get; init; }
    public IReadOnlyList<string>? Env { get; init; }
    public string? User { get; init; }
    public string? StopSignal { get; init; }
    public int? StopTimeout { get; init; }
    public HealthcheckJson? Healthcheck { get; init; }
    public IReadOnlyDictionary<string, EmptyJson>? ExposedPorts { get; init; }
    public required SortedDictionary<string, string> Labels { get; init; }
    public required HostConfigJson HostConfig { get; init; }
    public NetworkingJson? NetworkingConfig { get; init; }
}

/// <summary>Durations in nanoseconds; 0 is the engine's default.</summary>
internal sealed record HealthcheckJson
{
    public IReadOnlyList<string>? Test { get; init; }
    public long? Interval { get; init; }
    public long? Timeout { get; init; }
    public long? StartPeriod { get; init; }
    public long? StartInterval { get; init; }
    public int? Retries { get; init; }
}

internal sealed record HostConfigJson
{
    public required string NetworkMode { get; init; }
    public required RestartPolicyJson RestartPolicy { get; init; }
    public required IReadOnlyList<string> CapDrop { get; init; }
    public IReadOnlyList<string>? CapAdd { get; init; }
    public required IReadOnlyList<string> SecurityOpt { get; init; }
    public required long PidsLimit { get; init; }
    public long? Memory { get; init; }
    public long? NanoCpus { get; init; }
    public bool ReadonlyRootfs { get; init; }
    public bool Init { get; init; }
    public IReadOnlyList<MountJson>? Mounts { get; init; }
    public IReadOnlyList<string>? ExtraHosts { get; init; }
    public required LogConfigJson LogConfig { get; init; }

    public bool? Privileged { get; init; }
    public string? PidMode { get; init; }
    public string? IpcMode { get; init; }
    public string? UTSMode { get; init; }
    public string? UsernsMode { get; init; }
    public string? CgroupnsMode { get; init; }
    public string? CgroupParent { get; init; }
    public IReadOnlyList<DeviceJson>? Devices { get; init; }
    public IReadOnlyList<string>? DeviceCgroupRules { get; init; }
    public IReadOnlyList<DeviceRequestJson>? DeviceRequests { get; init; }

    public IReadOnlyList<string>? GroupAdd { get; init; }
    public string? Runtime { get; init; }
    public IReadOnlyList<string>? Dns { get; init; }
    public IReadOnlyList<string>? DnsSearch { get; init; }
    public IReadOnlyList<string>? DnsOptions { get; init; }
    public IReadOnlyDictionary<string, string>? Sysctls { get; init; }
    public IReadOnlyList<UlimitJson>? Ulimits { get; init; }
    public long? ShmSize { get; init; }
    public IReadOnlyDictionary<string, string>? Tmpfs { get; init; }
    public IReadOnlyList<string>? Binds { get; init; }
    public IReadOnlyDictionary<string, IReadOnlyList<PortBindingJson>>? PortBindings { get; init; }

    public long? MemoryReservation { get; init; }
    public long? MemorySwap { get; init; }
    public int? MemorySwappiness { get; init; }
    public int? OomScoreAdj { get; init; }
    public bool? OomKillDisable { get; init; }
    public int? CpuShares { get; init; }
    public long? CpuPeriod { get; init; }
    public long? CpuQuota { get; init; }
    public string? CpusetCpus { get; init; }
    public int? BlkioWeight { get; init; }
    public IReadOnlyList<WeightJson>? BlkioWeightDevice { get; init; }
    public IReadOnlyList<RateJson>? BlkioDeviceReadBps { get; init; }
    public IReadOnlyList<RateJson>? BlkioDeviceReadIOps { get; init; }
    public IReadOnlyList<RateJson>? BlkioDeviceWriteBps { get; init; }
    public IReadOnlyList<RateJson>? BlkioDeviceWriteIOps { get; init; }
}

internal sealed record DeviceJson(string PathOnHost, string PathInContainer, string CgroupPermissions);

internal sealed record DeviceRequestJson
{
    public string? Driver { get; init; }
    public int? Count { get; init; }
    public IReadOnlyList<string>? DeviceIDs { get; init; }
    public required IReadOnlyList<IReadOnlyList<string>> Capabilities { get; init; }
    public IReadOnlyDictionary<string, string>? Options { get; init; }
}

internal sealed record EmptyJson;

internal sealed record PortBindingJson(string HostIp, string HostPort);

internal sealed record UlimitJson(string Name, long Soft, long Hard);

internal sealed record WeightJson(string Path, long Weight);

internal sealed record RateJson(string Path, long Rate);

internal sealed record RestartPolicyJson(string Name, int MaximumRetryCount);

internal sealed record LogConfigJson(string Type, SortedDictionary<string, string> Config);

internal sealed record MountJson
{
    public required string Type { get; init; }
    public string? Source { get; init; }
    public required string Target { get; init; }
    public bool ReadOnly { get; init; }
    public TmpfsOptionsJson? TmpfsOptions { get; init; }
    public BindOptionsJson? BindOptions { get; init; }
    public VolumeOptionsJson? VolumeOptions { get; init; }
}

internal sealed record TmpfsOptionsJson(long? SizeBytes, int? Mode = null);

internal sealed record BindOptionsJson(string? Propagation, bool? NonRecursive);

internal sealed record VolumeOptionsJson(bool? NoCopy, string? Subpath);

internal sealed record NetworkingJson(SortedDictionary<string, EndpointJson> EndpointsConfig);

internal sealed record ConnectJson(string Container, EndpointJson EndpointConfig);

internal sealed record EndpointJson
{
    public EndpointIpamJson? IPAMConfig { get; init; }
    public IReadOnlyList<string>? Aliases { get; init; }
    public string? IPAddress { get; init; }
}

internal sealed record EndpointIpamJson(string? IPv4Address);
