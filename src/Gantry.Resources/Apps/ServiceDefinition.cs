namespace Gantry.Resources.Apps;

/// <summary>One service of a compose file. Absent lists are empty; null means "as the image says".</summary>
public sealed record ServiceDefinition
{
    public required string Name { get; init; }

    /// <summary>The image as written; with <see cref="Build"/> the name that the result is tagged with.</summary>
    public string? Image { get; init; }
    public BuildDefinition? Build { get; init; }

    /// <summary><c>os/arch</c> of the image; null for the engine's own.</summary>
    public string? Platform { get; init; }

    /// <summary><c>always</c>: looked for whenever a release is made; <c>never</c>; null: when it is missing.</summary>
    public string? PullPolicy { get; init; }

    public IReadOnlyList<string>? Entrypoint { get; init; }
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Merged from env_file and environment. Values may be secret: never printed.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>TCP ports, which the edge opens.</summary>
    public IReadOnlyList<PublishedPort> Ports { get; init; } = [];

    /// <summary>UDP ports, which the engine opens for the container itself: one container at a time. Null for none.</summary>
    public IReadOnlyList<PublishedPort>? UdpPorts { get; init; }

    /// <summary>TCP ports that other services may call, from <c>expose</c>. Ports of the image are added at release time.</summary>
    public IReadOnlyList<int> Expose { get; init; } = [];
    public IReadOnlyList<MountDefinition> Mounts { get; init; } = [];
    public IReadOnlyList<NetworkAttachment> Networks { get; init; } = [];
    public IReadOnlyList<Dependency> DependsOn { get; init; } = [];
    public HealthcheckDefinition? Healthcheck { get; init; }

    public int Replicas { get; init; } = 1;
    public ResourceLimits Resources { get; init; } = new();
    public string? StopSignal { get; init; }
    public TimeSpan StopGracePeriod { get; init; } = TimeSpan.FromSeconds(10);
    public string? User { get; init; }
    public bool ReadOnly { get; init; }
    public bool Init { get; init; }
    public RestartPolicy Restart { get; init; } = RestartPolicy.Always;

    /// <summary>For <see cref="RestartPolicy.OnFailure"/>: how often, or null for without end.</summary>
    public int? RestartMaxAttempts { get; init; }

    /// <summary>Runs to completion once per release: another service waits for its <c>service_completed_successfully</c>.</summary>
    public bool OneOff { get; init; }

    /// <summary>Null when the file says nothing of it.</summary>
    public ContainerSettings? Settings { get; init; }

    /// <summary>Configs and secrets, sorted by target; null for none.</summary>
    public IReadOnlyList<FileDefinition>? Files { get; init; }

    /// <summary>Run one after another once the process has started and before it may be ready. Null for none.</summary>
    public IReadOnlyList<HookDefinition>? PostStart { get; init; }

    /// <summary>Run one after another before the process is asked to stop, all within its grace period. Null for none.</summary>
    public IReadOnlyList<HookDefinition>? PreStop { get; init; }

    /// <summary>What the service may do although it is unsafe, sorted; null for nothing.</summary>
    public IReadOnlyList<SafetyException>? Exceptions { get; init; }

    public RolloutPolicy Rollout { get; init; } = new();
    public IReadOnlyList<RouteRule> Routes { get; init; } = [];

    /// <summary>Null when the file says nothing of it.</summary>
    public TrafficPolicy? Traffic { get; init; }
}

public enum RestartPolicy { No, Always, UnlessStopped, OnFailure }

/// <summary>A port that is opened on this machine. <paramref name="Address"/> null: the platform's default, loopback.</summary>
/// <param name="Protocol"><c>tcp</c> or <c>udp</c>.</param>
public sealed record PublishedPort(string? Address, int Published, int Target, string Protocol = "tcp");

public sealed record NetworkAttachment(string Network)
{
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The name on the engine of a network that is not the app's, which the containers join beside their own; null for none.</summary>
    public string? External { get; init; }
}

public enum DependencyCondition { Started, Healthy, CompletedSuccessfully }

/// <summary>An entry of <c>depends_on</c>.</summary>
public sealed record Dependency(string Service, DependencyCondition Condition, bool Required = true);
