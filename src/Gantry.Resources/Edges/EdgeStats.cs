namespace Gantry.Resources.Edges;

/// <summary>What went through an edge since it started. What left the snapshot and has nothing open any more is left out.</summary>
public sealed record EdgeStats
{
    public required string Boot { get; init; }
    public required long Revision { get; init; }

    /// <summary>When it was read, by the clock of the edge.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>HTTP requests of clients that are open now, held ones among them.</summary>
    public required int Requests { get; init; }

    /// <summary>Lines of the access log that were not written.</summary>
    public long DroppedLines { get; init; }

    /// <summary>TCP and upgraded connections that are open now.</summary>
    public required int Connections { get; init; }

    /// <summary>HTTP requests that are for no route, or that could not be read.</summary>
    public required RequestCounts Unrouted { get; init; }
    public required IReadOnlyList<RouteTraffic> Routes { get; init; }
    public required IReadOnlyList<ReplicaTraffic> Replicas { get; init; }

    /// <summary>What was done against clients that are slow or greedy, by kind; kinds that never happened are left out.</summary>
    public IReadOnlyDictionary<string, long>? Guards { get; init; }
}

/// <param name="Held">Requests and connections that wait now: for the end of a hold, or for a replica.</param>
/// <param name="Requests">Those that no release got: the edge answered them itself.</param>
public sealed record RouteTraffic(string Route, int Held, TrafficCounts Counts, RequestCounts Requests, IReadOnlyList<ReleaseTraffic> Releases)
{
    /// <summary>What became of copies of its requests, by kind; null if there were none.</summary>
    public IReadOnlyDictionary<string, long>? Mirrored { get; init; }
}

public sealed record ReleaseTraffic(int Release, int Weight, TrafficCounts Counts, RequestCounts Requests);

public sealed record ReplicaTraffic(string Replica, string Address, string Route, bool InRotation, bool Healthy, TrafficCounts Counts);

/// <param name="Started">Requests and connections given to a replica. One that is given to a second replica counts twice.</param>
/// <param name="InFlight">Those of them that are open now.</param>
/// <param name="Failures">By class; classes without any are left out.</param>
public sealed record TrafficCounts(long Started, int InFlight, IReadOnlyDictionary<string, long> Failures);
