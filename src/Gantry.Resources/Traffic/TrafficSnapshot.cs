using Gantry.Resources.Apps;
using Gantry.Resources.Certificates;

namespace Gantry.Resources.Traffic;

/// <summary>Everything an edge needs to serve, applied whole or not at all.</summary>
public sealed record TrafficSnapshot
{
    /// <summary>Grows with each snapshot that differs from the one before. An edge refuses an older one.</summary>
    public required long Revision { get; init; }

    /// <summary>The fencing token of the control plane that made it. An edge refuses one that is lower than what it has seen.</summary>
    public long Fence { get; init; }

    /// <summary>Identifies the platform that made it; an edge serves one platform.</summary>
    public required string Platform { get; init; }
    public required IReadOnlyList<SnapshotRoute> Routes { get; init; }

    /// <summary>What authorities are about to ask for; null for nothing.</summary>
    public IReadOnlyList<HostChallenge>? Challenges { get; init; }
}

/// <summary>One service's traffic.</summary>
public sealed record SnapshotRoute
{
    /// <summary><c>production/shop.web</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The generation of the route that this came from.</summary>
    public required long Generation { get; init; }

    /// <summary>The service's own address; the edge listens there on each of <see cref="Ports"/>.</summary>
    public required string Address { get; init; }
    public IReadOnlyList<int> Ports { get; init; } = [];
    public IReadOnlyList<PublishedPort> Published { get; init; } = [];
    public IReadOnlyList<RouteRule> Rules { get; init; } = [];
    public IReadOnlyList<SnapshotBackend> Backends { get; init; } = [];
    public bool Hold { get; init; }
    public TimeSpan HoldTimeout { get; init; }
    public TimeSpan DrainTimeout { get; init; }
    public ProbeDefinition? Probe { get; init; }

    /// <summary>Null: as the edge does it by itself.</summary>
    public TrafficPolicy? Policy { get; init; }

    /// <summary>Who gets copies of its requests; null for nobody.</summary>
    public SnapshotMirror? Mirror { get; init; }

    /// <summary>Addresses of containers that may connect to <see cref="Address"/>; all others are refused.</summary>
    public IReadOnlyList<string> Callers { get; init => field = Interned.Of(value); } = [];
}

/// <summary>A group that shares a weight; its replicas share the traffic evenly.</summary>
public sealed record SnapshotBackend(int Release, int Weight, IReadOnlyList<SnapshotReplica> Replicas);

/// <param name="Name"><c>production/shop.web.3.1</c>: replicas of two environments may have the same name.</param>
public sealed record SnapshotReplica(string Name, string Address);
