using Gantry.Resources.Apps;
using Gantry.Resources.Replicas;
using Gantry.Resources.Rollouts;
using Gantry.Resources.Routes;

namespace Gantry.Cli.Sheets;

/// <summary>What the platform has stored about an app.</summary>
public sealed record AppFacts
{
    public required string App { get; init; }
    public required string Environment { get; init; }
    public AppStatus Status { get; init; } = new();
    public IReadOnlyList<RouteSpec> Routes { get; init; } = [];
    public IReadOnlyList<ReplicaFacts> Replicas { get; init; } = [];

    /// <summary>The newest rollout.</summary>
    public RolloutSpec? Rollout { get; init; }
    public RolloutStatus? RolloutStatus { get; init; }

    /// <summary>The edge's HTTP address.</summary>
    public required string Http { get; init; }

    /// <summary>The edge's HTTPS address; null from a platform that has none.</summary>
    public string? Https { get; init; }
}

public sealed record ReplicaFacts(string Name, ReplicaSpec Spec, ReplicaStatus Status);
