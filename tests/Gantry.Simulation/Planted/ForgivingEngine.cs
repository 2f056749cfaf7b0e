using Gantry.Engine;
using Gantry.Resources;

namespace Gantry.Simulation.Planted;

/// <summary>An engine after which no one-off ever failed.</summary>
internal sealed class ForgivingEngine(IContainerEngine engine) : IContainerEngine, IContainers
{
    public IContainers Containers => this;
    public INetworks Networks => engine.Networks;
    public IVolumes Volumes => engine.Volumes;
    public IImages Images => engine.Images;

    public Task<EngineInfo> InfoAsync(CancellationToken cancel) => engine.InfoAsync(cancel);

    public IAsyncEnumerable<EngineEvent> EventsAsync(string platform, CancellationToken cancel) => engine.EventsAsync(platform, cancel);

    public Task<IReadOnlyList<ContainerSummary>> ListAsync(string platform, CancellationToken cancel) => engine.Containers.ListAsync(platform, cancel);

    public async Task<Container?> InspectAsync(string id, CancellationToken cancel) =>
        await engine.Containers.InspectAsync(id, cancel) is { } container ? container with { ExitCode = 0 } : null;

    public Task<Outcome<string>> CreateAsync(ContainerOrder order, CancellationToken cancel) => engine.Containers.CreateAsync(order, cancel);

    public Task<Problem?> StartAsync(string id, CancellationToken cancel) => engine.Containers.StartAsync(id, cancel);

    public Task<Problem?> StopAsync(string id, TimeSpan grace, CancellationToken cancel) => engine.Containers.StopAsync(id, grace, cancel);

    public Task<Problem?> RemoveAsync(string id, bool force, CancellationToken cancel) => engine.Containers.RemoveAsync(id, force, cancel);

    public Task<Outcome<ExecResult>> ExecAsync(string id, IReadOnlyList<string> command, TimeSpan timeout, CancellationToken cancel) =>
        engine.Containers.ExecAsync(id, command, timeout, cancel);

    public IAsyncEnumerable<ContainerLine> LogsAsync(string id, LogQuery query, CancellationToken cancel) => engine.Containers.LogsAsync(id, query, cancel);
}
