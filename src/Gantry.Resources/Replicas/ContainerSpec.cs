using Gantry.Resources.Apps;

namespace Gantry.Resources.Replicas;

/// <summary>Everything the engine needs to make a container; nothing in it refers to a compose file any more.</summary>
public sealed record ContainerSpec
{
    /// <summary>The image's immutable id.</summary>
    public required string ImageId { get; init; }
    public required string ImageName { get; init; }
    public IReadOnlyList<string>? Entrypoint { get; init; }
    public IReadOnlyList<string>? Command { get; init; }
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The user's labels; the engine adds its own.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Volume sources are names on the engine.</summary>
    public IReadOnlyList<MountDefinition> Mounts { get; init; } = [];

    /// <summary>Networks by their name on the engine; the first carries the edge's traffic.</summary>
    public required IReadOnlyList<ContainerNetwork> Networks { get; init; }

    /// <summary>Names that resolve to fixed addresses: the services it may call.</summary>
    public IReadOnlyDictionary<string, string> Hosts { get; init => field = Interned.Of(value); } = new SortedDictionary<string, string>(StringComparer.Ordinal);
    public HealthcheckDefinition? Healthcheck { get; init; }
    public ResourceLimits Resources { get; init; } = new();
    public string? StopSignal { get; init; }
    public TimeSpan StopGracePeriod { get; init; } = TimeSpan.FromSeconds(10);
    public string? User { get; init; }
    public bool ReadOnly { get; init; }
    public bool Init { get; init; }
    public RestartPolicy Restart { get; init; }
    public int? RestartMaxAttempts { get; init; }

    /// <summary>What is given back after all capabilities are dropped.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];
    public ContainerSettings? Settings { get; init; }

    /// <summary>Run one after another once the process has started and before it may be ready. Null for none.</summary>
    public IReadOnlyList<HookDefinition>? PostStart { get; init; }

    /// <summary>Run one after another before the process is asked to stop, all within its grace period. Null for none.</summary>
    public IReadOnlyList<HookDefinition>? PreStop { get; init; }

    /// <summary>UDP ports that the engine publishes. Null for none.</summary>
    public IReadOnlyList<PublishedPort>? UdpPorts { get; init; }

    /// <summary>Configs and secrets.</summary>
    public IReadOnlyList<FileDefinition>? Files { get; init; }
}

/// <summary>A network to attach to, and names other than through the edge by which peers find the container there.</summary>
public sealed record ContainerNetwork(string Name, IReadOnlyList<string> Aliases)
{
    /// <summary>True: it is somebody else's, so it is neither made nor removed, and the engine chooses the address. Never the first.</summary>
    public bool? External { get; init; }
}
