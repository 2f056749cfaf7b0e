namespace Gantry.Engine.Docker.Wire;

internal sealed record NetworkJson(string Id, string Name, IpamJson? IPAM, Dictionary<string, string>? Labels);

internal sealed record IpamJson(IReadOnlyList<IpamRangeJson>? Config);

internal sealed record IpamRangeJson(string? Subnet);

internal sealed record NetworkCreateJson
{
    public required string Name { get; init; }
    public bool CheckDuplicate { get; init; } = true;
    public string Driver { get; init; } = "bridge";
    public required IpamJson IPAM { get; init; }
    public required IReadOnlyDictionary<string, string> Labels { get; init; }
}

internal sealed record VolumesJson(IReadOnlyList<VolumeJson>? Volumes);

internal sealed record VolumeJson(string Name, IReadOnlyDictionary<string, string>? Labels)
{
    /// <summary>When it is made.</summary>
    public IReadOnlyDictionary<string, string>? DriverOpts { get; init; }

    /// <summary>When it is there.</summary>
    public IReadOnlyDictionary<string, string>? Options { get; init; }
}
