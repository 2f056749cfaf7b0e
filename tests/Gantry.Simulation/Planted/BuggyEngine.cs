using Gantry.Engine;
using Gantry.Resources;
using Gantry.Simulation.Machine;

namespace Gantry.Simulation.Planted;

/// <summary>An engine of which too much or too little is asked.</summary>
internal sealed class BuggyEngine(IContainerEngine engine, SimEngine truth, PlantedBug bug) : IContainerEngine
{
    public IContainers Containers { get; } = new BuggyContainers(engine.Containers, truth, bug);
    public INetworks Networks => bug == PlantedBug.NetworksLeft ? new KeptNetworks(engine.Networks) : engine.Networks;
    public IVolumes Volumes => engine.Volumes;
    public IImages Images => engine.Images;
    public IDeliveries Deliveries => engine.Deliveries;

    public static bool Has(PlantedBug bug) => bug is PlantedBug.FailedJobAccepted or PlantedBug.StoppedContainersUnseen or PlantedBug.NetworksLeft
        or PlantedBug.ForeignCollected or PlantedBug.CreatedUnderAnotherName or PlantedBug.EngineAwayMeansGone or PlantedBug.GraceIgnored
        or PlantedBug.NotStoppedPolitely or PlantedBug.ImageByTag;

    public Task<EngineInfo> InfoAsync(CancellationToken cancel) => engine.InfoAsync(cancel);

    public IAsyncEnumerable<EngineEvent> EventsAsync(string platform, CancellationToken cancel) => engine.EventsAsync(platform, cancel);

    private sealed class KeptNetworks(INetworks networks) : INetworks
    {
        public Task<IReadOnlyList<Network>> ListAsync(CancellationToken cancel) => networks.ListAsync(cancel);

        public Task<Network?> FindAsync(string name, CancellationToken cancel) => networks.FindAsync(name, cancel);

        public Task<Outcome<Network>> CreateAsync(NetworkOrder order, CancellationToken cancel) => networks.CreateAsync(order, cancel);

        public Task<Problem?> RemoveAsync(string id, CancellationToken cancel) => Task.FromResult<Problem?>(null);
    }
}

internal sealed class BuggyContainers(IContainers containers, SimEngine truth, PlantedBug bug) : IContainers
{
    public async Task<IReadOnlyList<ContainerSummary>> ListAsync(string platform, CancellationToken cancel)
    {
        var list = await containers.ListAsync(platform, cancel);
        return bug switch
        {
            PlantedBug.StoppedContainersUnseen => [.. list.Where(c => c.State != ContainerState.Exited)],
            PlantedBug.ForeignCollected => [.. truth.Containers.Select(c => c.Summary())],
            _ => list,
        };
    }

    public async Task<Container?> InspectAsync(string id, CancellationToken cancel)
    {
        try
        {
            var container = await containers.InspectAsync(id, cancel);
            return bug switch
            {
                PlantedBug.FailedJobAccepted => container is null ? null : container with { ExitCode = 0 },
                PlantedBug.StoppedContainersUnseen => container is { State: ContainerState.Exited } ? null : container,
                _ => container,
            };
        }
        catch (EngineUnavailableException) when (bug == PlantedBug.EngineAwayMeansGone)
        {
            return null;
        }
    }

    public async Task<Outcome<string>> CreateAsync(ContainerOrder order, CancellationToken cancel)
    {
        if (bug == PlantedBug.ImageByTag)
        {
            var prefix = $"sha256:{order.Labels[GantryLabels.App]}-{order.Labels[GantryLabels.Service]}-";
            order = order with { Spec = order.Spec with { ImageId = truth.Programs.Keys.Last(k => k.StartsWith(prefix, StringComparison.Ordinal)) } };
        }
        try
        {
            return await containers.CreateAsync(order, cancel);
        }
        catch (EngineUnavailableException) when (bug == PlantedBug.CreatedUnderAnotherName)
        {
            return await containers.CreateAsync(order with { Name = order.Name + "-again" }, cancel);
        }
    }

    public Task<Problem?> StartAsync(string id, CancellationToken cancel) => containers.StartAsync(id, cancel);

    public Task<Problem?> StopAsync(string id, TimeSpan grace, CancellationToken cancel) => bug switch
    {
        PlantedBug.GraceIgnored => containers.StopAsync(id, TimeSpan.Zero, cancel),
        PlantedBug.NotStoppedPolitely => Task.FromResult<Problem?>(null),
        _ => containers.StopAsync(id, grace, cancel),
    };

    public Task<Problem?> RemoveAsync(string id, bool force, CancellationToken cancel) => containers.RemoveAsync(id, force, cancel);

    public Task<Outcome<ExecResult>> ExecAsync(string id, IReadOnlyList<string> command, TimeSpan timeout, CancellationToken cancel) =>
        containers.ExecAsync(id, command, timeout, cancel);

    public IAsyncEnumerable<ContainerLine> LogsAsync(string id, LogQuery query, CancellationToken cancel) => containers.LogsAsync(id, query, cancel);
}
