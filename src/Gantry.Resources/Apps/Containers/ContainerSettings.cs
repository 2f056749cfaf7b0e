namespace Gantry.Resources.Apps;

/// <summary>
/// What a container is made with beyond image, command, mounts and networks. Null anywhere: as Gantry's safe defaults say, and
/// where they say nothing, as the engine does it. Properties are called as compose calls the keys, since plans show them so.
/// </summary>
public sealed record ContainerSettings
{
    public ProcessSettings? Process { get; init; }
    public NamingSettings? Naming { get; init; }
    public IsolationSettings? Isolation { get; init; }
    public KernelSettings? Kernel { get; init; }
    public LoggingSettings? Logging { get; init; }
}

/// <summary>How the process starts.</summary>
public sealed record ProcessSettings
{
    public string? WorkingDir { get; init; }
    public bool? Tty { get; init; }

    /// <summary>Standard input stays open although nobody is attached to it.</summary>
    public bool? StdinOpen { get; init; }

    /// <summary>Further groups of the user, by name or number.</summary>
    public IReadOnlyList<string>? GroupAdd { get; init; }

    /// <summary>The engine's name of the program that runs containers.</summary>
    public string? Runtime { get; init; }
}

/// <summary>Names that the container has, and how it finds those of others.</summary>
public sealed record NamingSettings
{
    public string? Hostname { get; init; }
    public string? Domainname { get; init; }
    public IReadOnlyList<string>? Dns { get; init; }
    public IReadOnlyList<string>? DnsSearch { get; init; }
    public IReadOnlyList<string>? DnsOpt { get; init; }

    /// <summary>Each <c>name=address</c>; the address <c>host-gateway</c> is this machine's.</summary>
    public IReadOnlyList<string>? ExtraHosts { get; init; }

    /// <summary>Each <c>service=alias</c>: names of other services that only this one uses.</summary>
    public IReadOnlyList<string>? Links { get; init; }
}

/// <summary>Parameters of the kernel for this container alone.</summary>
public sealed record KernelSettings
{
    public IReadOnlyDictionary<string, string>? Sysctls { get; init; }
    public IReadOnlyDictionary<string, Ulimit>? Ulimits { get; init; }

    /// <summary>The size of <c>/dev/shm</c> in bytes.</summary>
    public long? ShmSize { get; init; }
}

/// <summary>A process limit; -1 is none.</summary>
public sealed record Ulimit(long Soft, long Hard);

/// <summary>How the engine keeps the output.</summary>
/// <param name="Driver"><c>json-file</c> or <c>local</c>: those that can be read back.</param>
public sealed record LoggingSettings(string Driver)
{
    public IReadOnlyDictionary<string, string>? Options { get; init; }
}
