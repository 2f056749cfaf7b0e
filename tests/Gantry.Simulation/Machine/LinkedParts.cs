using System.Runtime.CompilerServices;
using Gantry.Engine;
using Gantry.Resources;

namespace Gantry.Simulation.Machine;

internal sealed class LinkedContainers(EngineLink link) : IContainers
{
    private SimEngine Engine => link.Engine;

    public Task<IReadOnlyList<ContainerSummary>> ListAsync(string platform, CancellationToken cancel) => link.CallAsync("list",
        () => link.Trouble.Listed([.. Engine.Containers.Where(c => c.Order.Labels.GetValueOrDefault(GantryLabels.Platform) == platform).Select(c => c.Summary())]));

    public Task<Container?> InspectAsync(string id, CancellationToken cancel) => link.CallAsync($"inspect {id}", () => link.Trouble.Inspected(Engine.Find(id)?.Inspection()));

    public Task<Outcome<string>> CreateAsync(ContainerOrder order, CancellationToken cancel) => link.CallAsync($"create {order.Name}", () => link.Trouble.Refusal(order.Name) is { } refused ? refused : Engine.Create(order));

    public Task<Problem?> StartAsync(string id, CancellationToken cancel) => link.CallAsync($"start {id}", () => Engine.Start(id));

    public Task<Problem?> StopAsync(string id, TimeSpan grace, CancellationToken cancel) => link.CallAsync($"stop {id}", () =>
    {
        var container = Engine.Find(id);
        link.Asked(container);
        if (container is { Runs: true, Stopping: false } && grace < container.Order.Spec.StopGracePeriod) link.Hurry(container);
        return Engine.StopAsync(id, grace);
    });

    public Task<Problem?> RemoveAsync(string id, bool force, CancellationToken cancel) => link.CallAsync($"remove {id}", () =>
    {
        var container = Engine.Find(id);
        link.Asked(container);
        if (force && container is { Runs: true, Listens: true, Stopping: false }) link.Hurry(container);
        return Engine.Remove(id, force);
    });

    public Task<Outcome<ExecResult>> ExecAsync(string id, IReadOnlyList<string> command, TimeSpan timeout, CancellationToken cancel) =>
        link.CallAsync<Outcome<ExecResult>>($"exec {id}", () => new ExecResult(Engine.Find(id) is { Listens: true } ? 0 : 1, ""));

    public async IAsyncEnumerable<ContainerLine> LogsAsync(string id, LogQuery query, [EnumeratorCancellation] CancellationToken cancel)
    {
        var lines = await link.CallAsync($"logs {id}", () => Engine.Find(id) is { } found ? new[] { $"this is {found.Replica}", "and these are its last words" } : []);
        foreach (var line in lines) yield return new ContainerLine(false, default, line);
    }
}

internal sealed class LinkedNetworks(EngineLink link) : INetworks
{
    private SimNetworks Networks => link.Engine.Networks;

    public Task<IReadOnlyList<Network>> ListAsync(CancellationToken cancel) => link.CallAsync("networks", () => Networks.All);

    public Task<Network?> FindAsync(string name, CancellationToken cancel) => link.CallAsync($"network {name}", () => Networks.Find(name));

    public Task<Outcome<Network>> CreateAsync(NetworkOrder order, CancellationToken cancel) => link.CallAsync($"create network {order.Name}", () => Networks.Create(order));

    public Task<Problem?> RemoveAsync(string id, CancellationToken cancel) => link.CallAsync($"remove network {id}", () => Networks.Remove(id, link.Engine.Containers));
}

internal sealed class LinkedVolumes(EngineLink link) : IVolumes
{
    private SimNetworks Networks => link.Engine.Networks;

    public Task<IReadOnlyList<Volume>> ListAsync(string platform, CancellationToken cancel) => link.CallAsync("volumes",
        () => (IReadOnlyList<Volume>)[.. Networks.Volumes.Where(v => v.Labels.GetValueOrDefault(GantryLabels.Platform) == platform)]);

    public Task<Problem?> EnsureAsync(string name, IReadOnlyDictionary<string, string> labels, CancellationToken cancel) => link.CallAsync<Problem?>($"volume {name}", () =>
    {
        Networks.EnsureVolume(name, labels);
        return (Problem?)null;
    });

    public Task<Problem?> RemoveAsync(string name, CancellationToken cancel) =>
        link.CallAsync($"remove volume {name}", () => Networks.RemoveVolume(name, link.Engine.Containers));
}
