using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Engine;

/// <summary>Containers. Where an id is taken, a name does as well. See <see cref="IContainerEngine"/> for failures.</summary>
public interface IContainers
{
    /// <summary>All of a platform, in whatever state, ordered by name.</summary>
    Task<IReadOnlyList<ContainerSummary>> ListAsync(string platform, CancellationToken cancel);

    /// <summary>Null when there is none.</summary>
    Task<Container?> InspectAsync(string id, CancellationToken cancel);

    /// <summary>
    /// Makes a container, attached to all its networks, and does not start it. One of the same name that was made from the same
    /// spec is returned as it is; any other is <see cref="EngineCodes.NameTaken"/>.
    /// </summary>
    /// <returns>The id.</returns>
    Task<Outcome<string>> CreateAsync(ContainerOrder order, CancellationToken cancel);

    /// <summary>Null when it runs, also when it did before.</summary>
    Task<Problem?> StartAsync(string id, CancellationToken cancel);

    /// <summary>Sends the stop signal, and kills what is left after the grace period. Ends when nothing of it runs any more; one that does not exist does not run.</summary>
    Task<Problem?> StopAsync(string id, TimeSpan grace, CancellationToken cancel);

    /// <summary>Removes it with its anonymous volumes. One that does not exist is removed. A running one needs <paramref name="force"/>.</summary>
    Task<Problem?> RemoveAsync(string id, bool force, CancellationToken cancel);

    /// <summary>Runs a command inside. A command that cannot be started is exit code 126 or 127, as in a shell.</summary>
    /// <param name="timeout">After it nobody waits for the command any more.</param>
    Task<Outcome<ExecResult>> ExecAsync(string id, IReadOnlyList<string> command, TimeSpan timeout, CancellationToken cancel);

    /// <summary>The same as another user, elsewhere or with further variables.</summary>
    Task<Outcome<ExecResult>> ExecAsync(string id, HookDefinition hook, TimeSpan timeout, CancellationToken cancel) => ExecAsync(id, hook.Command, timeout, cancel);

    /// <summary>What it has written to stdout and stderr; ends at once for a container that does not exist.</summary>
    IAsyncEnumerable<ContainerLine> LogsAsync(string id, LogQuery query, CancellationToken cancel);
}

public enum ContainerState
{
    /// <summary>Made and never started.</summary>
    Created,
    Running,
    Paused,

    /// <summary>Its process ended; the engine is about to start it again.</summary>
    Restarting,
    Exited,

    /// <summary>Being removed, or broken so that it can only be removed.</summary>
    Dead,
}

public enum ContainerHealth { None, Starting, Healthy, Unhealthy }

public sealed record ContainerSummary
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required ContainerState State { get; init; }
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>Fixed addresses by network, whether it runs or not.</summary>
    public required IReadOnlyDictionary<string, string> Addresses { get; init; }
}

public sealed record Container
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required ContainerState State { get; init; }
    public required IReadOnlyDictionary<string, string> Labels { get; init; }
    public required IReadOnlyDictionary<string, string> Addresses { get; init; }
    public required string ImageId { get; init; }
    public ContainerHealth Health { get; init; }

    /// <summary>Of the process that ended last; 0 before the first has.</summary>
    public int ExitCode { get; init; }
    public bool OutOfMemory { get; init; }

    /// <summary>When the process that runs now, or ran last, was started; null before the first.</summary>
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How often the engine started it again by itself.</summary>
    public int Restarts { get; init; }
}

/// <param name="ExitCode">Null when it did not end in time.</param>
/// <param name="Output">Stdout and stderr, at most <see cref="MaxOutput"/> characters.</param>
public sealed record ExecResult(int? ExitCode, string Output)
{
    public const int MaxOutput = 64 * 1024;
}

/// <param name="Tail">How many lines back; null for all.</param>
/// <param name="Follow">Go on until cancelled or the container ends.</param>
public sealed record LogQuery(int? Tail = null, bool Follow = false, DateTimeOffset? Since = null);

/// <param name="Error">Written to stderr.</param>
public sealed record ContainerLine(bool Error, DateTimeOffset At, string Text);
