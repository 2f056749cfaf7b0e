using Gantry.Resources;

namespace Gantry.Engine;

/// <summary>
/// Something that runs containers, in terms of no engine in particular. One conformance suite holds every implementation to
/// what is said here. An expected failure is a <see cref="Problem"/> with one of <see cref="EngineCodes"/>; its place is
/// the name of the thing that failed, which the caller may replace by a better one.
/// </summary>
/// <exception cref="EngineUnavailableException">By every call: the engine did not answer. What was asked may have happened.</exception>
public interface IContainerEngine
{
    IContainers Containers { get; }
    INetworks Networks { get; }
    IVolumes Volumes { get; }
    IImages Images { get; }
    IDeliveries Deliveries => NoDeliveries.Instance;

    /// <summary>Who answers.</summary>
    Task<EngineInfo> InfoAsync(CancellationToken cancel);

    /// <summary>
    /// What happens to containers and networks of a platform from now on, until cancelled. Never ends or throws because the
    /// engine is away: it connects again. Each time it has, it says <see cref="EngineEventType.Resync"/> first, because
    /// events may have been missed; those that follow are complete.
    /// </summary>
    IAsyncEnumerable<EngineEvent> EventsAsync(string platform, CancellationToken cancel);
}

/// <param name="Product"><c>Docker</c>, <c>Podman</c>.</param>
/// <param name="Api">The version of the interface that is spoken.</param>
public sealed record EngineInfo(string Product, string Version, string Api, string Address)
{
    public override string ToString() => $"{Product} {Version}, API {Api}";
}

/// <summary>The engine does not answer, or not as an engine does. <see cref="Problem"/> says why and what to do.</summary>
public sealed class EngineUnavailableException(Problem problem, Exception? inner = null) : Exception(problem.ToString(), inner)
{
    public Problem Problem { get; } = problem;
}

public enum EngineEventType
{
    /// <summary>The stream begins or was broken: look at everything again.</summary>
    Resync,
    Created,
    Started,
    Died,
    OutOfMemory,
    Stopped,
    Removed,
    Healthy,
    Unhealthy,

    /// <summary>A network was made or removed.</summary>
    Network,
}

/// <param name="Id">Of the container or network; empty for a resync.</param>
/// <param name="Labels">Of the container.</param>
/// <param name="ExitCode">For <see cref="EngineEventType.Died"/>.</param>
public sealed record EngineEvent(
    EngineEventType Type, string Id, string Name, IReadOnlyDictionary<string, string> Labels, int? ExitCode, DateTimeOffset At);
