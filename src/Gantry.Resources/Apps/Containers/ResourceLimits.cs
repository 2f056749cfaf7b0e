namespace Gantry.Resources.Apps;

/// <summary>Limits of one replica. Null: the platform's default.</summary>
public sealed record ResourceLimits
{
    public double? Cpus { get; init; }
    public long? MemoryBytes { get; init; }
    public int? Pids { get; init; }

    /// <summary>In bytes: what it is pushed back to when memory is short.</summary>
    public long? MemReservation { get; init; }

    /// <summary>Memory and swap together, in bytes; -1 for unlimited swap.</summary>
    public long? MemswapLimit { get; init; }

    /// <summary>0 to 100.</summary>
    public int? MemSwappiness { get; init; }

    /// <summary>-1000 to 1000: the higher, the sooner it ends when memory runs out.</summary>
    public int? OomScoreAdj { get; init; }
    public bool? OomKillDisable { get; init; }

    /// <summary>Relative weight when processors are short; 1024 is usual.</summary>
    public int? CpuShares { get; init; }

    /// <summary>In microseconds.</summary>
    public long? CpuPeriod { get; init; }

    /// <summary>In microseconds of each period.</summary>
    public long? CpuQuota { get; init; }

    /// <summary>Processors by number: <c>0-3,6</c>.</summary>
    public string? Cpuset { get; init; }
    public BlockIo? BlkioConfig { get; init; }
}

/// <summary>Traffic with disks.</summary>
public sealed record BlockIo
{
    /// <summary>10 to 1000.</summary>
    public int? Weight { get; init; }
    public IReadOnlyList<DeviceRate>? WeightDevice { get; init; }
    public IReadOnlyList<DeviceRate>? DeviceReadBps { get; init; }
    public IReadOnlyList<DeviceRate>? DeviceReadIops { get; init; }
    public IReadOnlyList<DeviceRate>? DeviceWriteBps { get; init; }
    public IReadOnlyList<DeviceRate>? DeviceWriteIops { get; init; }
}

/// <param name="Path">Of the device: <c>/dev/sda</c>.</param>
/// <param name="Rate">Bytes or operations a second, or a weight.</param>
public sealed record DeviceRate(string Path, long Rate);
