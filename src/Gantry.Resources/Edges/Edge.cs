namespace Gantry.Resources.Edges;

/// <summary>An edge process that the platform waits for. Spec written by the server at start, status by Traffic.</summary>
public sealed record EdgeSpec
{
    /// <summary>The Unix socket of its control API.</summary>
    public required string Socket { get; init; }
}

/// <summary>The newest report of the edge.</summary>
public sealed record EdgeStatus
{
    public required EdgeReport Report { get; init; }

    /// <summary>
    /// The revision that the edge has acknowledged since it started: it serves every route as it was then. 0 until it has
    /// acknowledged one to the control plane that asks it now.
    /// </summary>
    public long Serves { get; init; }
    public bool Connected { get; init; }

    /// <summary>Why it does not take the newest snapshot and serves an older one; null when all is well.</summary>
    public string? Refusal { get; init; }
}

/// <summary>What an edge says of itself: in answer to a snapshot, and whenever something in it changes.</summary>
public sealed record EdgeReport
{
    /// <summary>New at each start of the process.</summary>
    public required string Boot { get; init; }

    /// <summary>The build of its program; null of one that is too old to say.</summary>
    public string? Build { get; init; }
    public int ProcessId { get; init; }

    /// <summary>The boot of the process that this one took over from, with its addresses; null if it was started by itself.</summary>
    public string? Replaced { get; init; }

    /// <summary>Processes before this one that still end what they have begun. What they have open is in <see cref="Lingering"/> too.</summary>
    public int Finishing { get; init; }

    /// <summary>The snapshot in force: every request that starts now is served by it.</summary>
    public long Revision { get; init; }

    /// <summary>Replicas that are in no backend of that snapshot and still have requests or connections open.</summary>
    public IReadOnlyList<string> Lingering { get; init; } = [];

    /// <summary>Replicas in rotation that fail their probe or refuse connections, and get nothing meanwhile.</summary>
    public IReadOnlyList<string> Unhealthy { get; init; } = [];

    /// <summary>Addresses that could not be listened on.</summary>
    public IReadOnlyList<ListenFailure> ListenFailures { get; init; } = [];

    /// <summary>What else is wrong and can be mended by people, such as a certificate that has expired; null for nothing.</summary>
    public IReadOnlyList<Problem>? Problems { get; init; }

    /// <summary>What was cut when the process before this one ended without notice; null if it ended in order or there was none.</summary>
    public EdgeLoss? Lost { get; init; }
}

/// <param name="Route">The name of the route that asked for it, as in the snapshot; empty for the HTTP listener.</param>
public sealed record ListenFailure(string Route, string Address, int Port, string Reason);

/// <summary>Exact counts: they are kept in a file that outlives the process.</summary>
public sealed record EdgeLoss(int Requests, int Connections, DateTimeOffset LastSeen, DateTimeOffset ServingAgain);
