namespace Gantry.Resources.Apps;

public enum Strategy
{
    /// <summary>Blue-green, or recreate for a service that owns a volume.</summary>
    Auto,
    BlueGreen,
    Rolling,
    Recreate,
}

/// <summary>What compose cannot say about how a service is released (<c>x-gantry</c> of the service).</summary>
public sealed record RolloutPolicy
{
    public Strategy Strategy { get; init; } = Strategy.Auto;

    /// <summary>Overrides the probe derived from health check and ports.</summary>
    public ProbeDefinition? Probe { get; init; }

    /// <summary>A replica that is not ready by then fails the rollout.</summary>
    public TimeSpan ReadyWithin { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How long open requests and connections of an outgoing replica may go on.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the edge may hold requests while a service is recreated; then it answers 503.</summary>
    public TimeSpan HoldTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>True: several replicas or releases may use the service's volumes at once.</summary>
    public bool SharesVolumes { get; init; }
}

public enum ProbeKind { None, Http, Tcp, Exec }

/// <summary>How readiness is seen.</summary>
public sealed record ProbeDefinition
{
    public required ProbeKind Kind { get; init; }

    /// <summary>For HTTP: requested by GET; 200 to 399 is ready.</summary>
    public string Path { get; init; } = "/";

    /// <summary>For HTTP and TCP. 0: the service's only port.</summary>
    public int Port { get; init; }

    /// <summary>For exec: the argument vector.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>For <see cref="ProbeKind.None"/>: how long a process must stay up to count as ready.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>Compose's <c>healthcheck</c>; the test is an argument vector for exec.</summary>
public sealed record HealthcheckDefinition
{
    /// <summary>Empty with <see cref="Disabled"/>.</summary>
    public IReadOnlyList<string> Test { get; init; } = [];

    /// <summary>True when <see cref="Test"/> is one line for the container's shell (<c>CMD-SHELL</c>).</summary>
    public bool Shell { get; init; }
    public TimeSpan? Interval { get; init; }
    public TimeSpan? Timeout { get; init; }
    public TimeSpan? StartPeriod { get; init; }

    /// <summary>Between checks during the start period, on engines that know it.</summary>
    public TimeSpan? StartInterval { get; init; }
    public int? Retries { get; init; }
    public bool Disabled { get; init; }
}
