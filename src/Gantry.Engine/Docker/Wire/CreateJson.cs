namespace Gantry.Engine.Docker.Wire;

internal sealed record CreateJson
{
    public required string Image { get; init; }
    public required string Hostname { get; init; }
    public IReadOnlyList<string>? Entrypoint { get; init; }
    public IReadOnlyList<string>? Cmd { get; init; }
    public IReadOnlyList<string>? Env { get; init; }
    public string? User { get; init; }
    public string? StopSignal { get; init; }
    public int? StopTimeout { get; init; }
    public HealthcheckJson? Healthcheck { get; init; }
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
}

internal sealed record RestartPolicyJson(string Name, int MaximumRetryCount);

internal sealed record LogConfigJson(string Type, SortedDictionary<string, string> Config);

internal sealed record MountJson
{
    public required string Type { get; init; }
    public string? Source { get; init; }
    public required string Target { get; init; }
    public bool ReadOnly { get; init; }
    public TmpfsOptionsJson? TmpfsOptions { get; init; }
}

internal sealed record TmpfsOptionsJson(long SizeBytes);

internal sealed record NetworkingJson(SortedDictionary<string, EndpointJson> EndpointsConfig);

internal sealed record ConnectJson(string Container, EndpointJson EndpointConfig);

internal sealed record EndpointJson
{
    public EndpointIpamJson? IPAMConfig { get; init; }
    public IReadOnlyList<string>? Aliases { get; init; }
    public string? IPAddress { get; init; }
}

internal sealed record EndpointIpamJson(string? IPv4Address);
