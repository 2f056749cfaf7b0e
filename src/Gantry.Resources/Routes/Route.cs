using Gantry.Resources.Apps;

namespace Gantry.Resources.Routes;

/// <summary>
/// How traffic reaches a service, from outside and from other services. Spec written by Rollouts; the acknowledgement is in
/// the edges' status. Every service has one, so that its backends say what is live even where nothing calls it.
/// </summary>
public sealed record RouteSpec
{
    public required string App { get; init; }
    public required string Environment { get; init; }
    public required string Service { get; init; }

    /// <summary>The service's own address on this platform, which its name resolves to inside containers. Never changes.</summary>
    public required string Address { get; init; }

    /// <summary>TCP ports that the edge serves on <see cref="Address"/>, sorted.</summary>
    public IReadOnlyList<int> Ports { get; init; } = [];
    public IReadOnlyList<PublishedPort> Published { get; init; } = [];
    public IReadOnlyList<RouteRule> Rules { get; init; } = [];

    /// <summary>Where traffic goes. Weights are relative; only ready replicas get any.</summary>
    public IReadOnlyList<Backend> Backends { get; init; } = [];

    /// <summary>True: new requests wait, at most <see cref="HoldTimeout"/>, for this to become false.</summary>
    public bool Hold { get; init; }
    public TimeSpan HoldTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long requests and connections of a replica that is no longer a backend may go on.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How the edge watches replicas that are in rotation; null: by failing connections alone.</summary>
    public ProbeDefinition? Probe { get; init; }

    /// <summary>Null: as the edge does it by itself.</summary>
    public TrafficPolicy? Policy { get; init; }

    /// <summary>Services of the app that may call this one by its name: those that share a network with it.</summary>
    public IReadOnlyList<string> Callers { get; init => field = Interned.Of(value); } = [];
}

/// <summary>A group of replicas of one release.</summary>
public sealed record Backend(int Release, string Fingerprint, int Weight, IReadOnlyList<string> Replicas);
