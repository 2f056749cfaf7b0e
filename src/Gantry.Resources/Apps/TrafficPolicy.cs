namespace Gantry.Resources.Apps;

/// <summary>How requests are shared among a service's replicas, and what is done when they fail (<c>x-gantry.traffic</c>). Null: the edge's default.</summary>
public sealed record TrafficPolicy
{
    public Balancing? Balance { get; init; }

    /// <summary>What is hashed, with <see cref="Balancing.Hash"/>.</summary>
    public HashSource? Hash { get; init; }

    /// <summary>True: a client that comes back with the edge's cookie gets the replica that it had.</summary>
    public bool? Sticky { get; init; }

    /// <summary>For so long the share of a new replica grows to what it is due. None without it.</summary>
    public TimeSpan? SlowStart { get; init; }
    public TimeoutPolicy? Timeouts { get; init; }
    public RetryPolicy? Retries { get; init; }
    public EjectionPolicy? Ejection { get; init; }
    public TrafficLimits? Limits { get; init; }

    /// <summary>Null: no request is copied.</summary>
    public MirrorPolicy? Mirror { get; init; }
}

public enum Balancing
{
    /// <summary>The least busy of all; of equals the next in line.</summary>
    LeastBusy,

    /// <summary>One after the other.</summary>
    RoundRobin,

    /// <summary>The less busy of two that chance picks.</summary>
    LeastRequest,

    /// <summary>Always the same for the same <see cref="HashSource"/>, as far as replicas stay.</summary>
    Hash,
}

public enum HashOn { Address, Header, Cookie }

/// <param name="Name">Of the header or cookie; empty for the client's address.</param>
public sealed record HashSource(HashOn On, string Name);

/// <summary>Zero is without end.</summary>
public sealed record TimeoutPolicy
{
    public TimeSpan? Connect { get; init; }

    /// <summary>From when a request is sent to the head of its answer.</summary>
    public TimeSpan? Answer { get; init; }

    /// <summary>Between two pieces of an answer.</summary>
    public TimeSpan? Idle { get; init; }

    /// <summary>From the request to the end of its answer.</summary>
    public TimeSpan? Total { get; init; }
}

public sealed record RetryPolicy
{
    /// <summary>How often a request is sent again after the first time, where it may be; 0 for never.</summary>
    public int? Most { get; init; }

    /// <summary>Per cent of a route's requests that may be sent again, beside ten a second.</summary>
    public int? Budget { get; init; }

    /// <summary>True: PUT and DELETE without a body may be sent again too, as the standard allows.</summary>
    public bool? Idempotent { get; init; }
}

/// <summary>Takes a replica out of rotation for what clients see of it.</summary>
public sealed record EjectionPolicy
{
    public bool? Off { get; init; }

    /// <summary>So many failures one after another.</summary>
    public int? Errors { get; init; }

    /// <summary>Per cent of at least twenty answers within ten seconds that are errors, and the others do better.</summary>
    public int? Rate { get; init; }

    /// <summary>For how long the first time; more each time, up to ten times it.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>Per cent of a route's replicas that may be out at once.</summary>
    public int? Share { get; init; }
}

/// <summary>What is more than this is turned away, or waits where it may.</summary>
public sealed record TrafficLimits
{
    /// <summary>Bytes of a request's body.</summary>
    public long? Body { get; init; }

    /// <summary>Open at once at all replicas together.</summary>
    public int? Requests { get; init; }

    /// <summary>Open at once at one replica.</summary>
    public int? PerReplica { get; init; }

    /// <summary>How many wait when one of the two is reached.</summary>
    public int? Pending { get; init; }
}
