using System.Text.Json.Serialization;
using Gantry.Resources.Apps;
using Gantry.Resources.Routes;

namespace Gantry.Resources.Rollouts;

/// <summary>The ordered steps from what is to what shall be. What is printed is what is executed.</summary>
public sealed record Plan
{
    public required IReadOnlyList<Step> Steps { get; init; }

    /// <summary>What the reader should know before saying yes: a hold, data that is not reverted, an unpinned image.</summary>
    public IReadOnlyList<Problem> Notes { get; init; } = [];

    /// <summary>What differs, a line for each service that changes.</summary>
    public IReadOnlyList<ServiceChange> Changes { get; init; } = [];

    /// <summary>What services may do although it is unsafe, also those that do not change; null for nothing.</summary>
    public IReadOnlyList<PlannedException>? Exceptions { get; init; }

    /// <summary>What the environment's policy says of the release; null where nobody was asked.</summary>
    public PlanVerdict? Verdict { get; init; }

    public bool IsEmpty => Steps.Count == 0;
}

/// <summary>A verdict in short; what it warns of is among the notes.</summary>
/// <param name="Policy">The policy's name.</param>
/// <param name="Warnings">How many of the notes are its.</param>
/// <param name="Waived">How many findings somebody answers for.</param>
public sealed record PlanVerdict(string Policy, string Revision, int Images, int Warnings, int Waived);

/// <summary>Something unsafe that a service may do because the file says why.</summary>
public sealed record PlannedException(string Service, string What, string Reason)
{
    /// <summary>The last day on which it counts; null for no end.</summary>
    public DateOnly? Until { get; init; }
}

public enum ChangeKind { Create, Replace, Scale, Reroute, Remove, Run }

/// <summary>What happens to a service and why.</summary>
/// <param name="Differences">Names of what differs (<c>image</c>, <c>environment.LOG_LEVEL</c>); never a value of an environment variable.</param>
public sealed record ServiceChange(string Service, ChangeKind Kind, Strategy Strategy, IReadOnlyList<string> Differences);

/// <summary>One step. Performing it twice is performing it once; it ends when its condition is observed.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "do")]
[JsonDerivedType(typeof(StartStep), "start")]
[JsonDerivedType(typeof(JobStep), "job")]
[JsonDerivedType(typeof(HoldStep), "hold")]
[JsonDerivedType(typeof(ShiftStep), "shift")]
[JsonDerivedType(typeof(StopStep), "stop")]
[JsonDerivedType(typeof(RetireStep), "retire")]
public abstract record Step
{
    /// <summary>The sentence that plans and progress show.</summary>
    public required string Says { get; init; }
}

/// <summary>A replica to be made from a release's service.</summary>
public sealed record PlannedReplica(string Name, string Service, int Release, string Fingerprint, int Ordinal);

/// <summary>Create the replicas; ends when all are ready. Fails when one exits or is not ready within its time.</summary>
public sealed record StartStep : Step
{
    public required IReadOnlyList<PlannedReplica> Replicas { get; init; }
}

/// <summary>Run a one-off service; ends when it exits with 0. Fails on any other exit.</summary>
public sealed record JobStep : Step
{
    public required PlannedReplica Replica { get; init; }
}

/// <summary>Have the edge hold new requests of the service; ends when every edge holds and nothing is in flight (or the drain's time is up).</summary>
public sealed record HoldStep : Step
{
    public required string Service { get; init; }
}

/// <summary>Set the routes, all in one snapshot; ends when every edge has acknowledged it. Lifts a hold.</summary>
public sealed record ShiftStep : Step
{
    public required IReadOnlyList<RouteChange> Routes { get; init; }

    /// <summary>True for the step after which the new release serves.</summary>
    public bool Switches { get; init; }
}

/// <summary>What a service's route shall be; null <paramref name="Spec"/> removes it.</summary>
public sealed record RouteChange(string Service, RouteSpec? Spec);

/// <summary>Stop and remove replicas; ends when they are gone. Waits for their connections to drain first.</summary>
public sealed record StopStep : Step
{
    public required IReadOnlyList<string> Replicas { get; init; }
}

/// <summary>Take replicas away later. Ends at once.</summary>
public sealed record RetireStep : Step
{
    public required IReadOnlyList<string> Replicas { get; init; }

    /// <summary>How long they stay warm for a rollback; zero: as soon as they are drained.</summary>
    public required TimeSpan After { get; init; }
}
