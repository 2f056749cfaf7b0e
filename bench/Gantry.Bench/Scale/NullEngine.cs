using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Gantry.Engine;
using Gantry.Engine.Probes;
using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Bench.Scale;

/// <summary>An engine that has done everything at once, so that what is left is the control plane's own work.</summary>
internal sealed class NullEngine : IContainerEngine, IContainers, INetworks, IVolumes, IImages, IProber
{
    private readonly ConcurrentDictionary<string, Container> _containers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Network> _networks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Volume> _volumes = new(StringComparer.Ordinal);
    private readonly List<Channel<EngineEvent>> _listeners = [];

    public IContainers Containers => this;
    public INetworks Networks => this;
    public IVolumes Volumes => this;
    public IImages Images => this;

    public Task<EngineInfo> InfoAsync(CancellationToken cancel) => Task.FromResult(new EngineInfo("none", "0", "0", "memory"));

    public async IAsyncEnumerable<EngineEvent> EventsAsync(string platform, [EnumeratorCancellation] CancellationToken cancel)
    {
        var events = Channel.CreateUnbounded<EngineEvent>();
        lock (_listeners) _listeners.Add(events);
        yield return new EngineEvent(EngineEventType.Resync, "", "", new Dictionary<string, string>(), null, TimeProvider.System.GetUtcNow());
        await foreach (var seen in events.Reader.ReadAllAsync(cancel)) yield return seen;
    }

    public Task<IReadOnlyList<ContainerSummary>> ListAsync(string platform, CancellationToken cancel) => Task.FromResult<IReadOnlyList<ContainerSummary>>(
        [.. _containers.Values.Select(c => new ContainerSummary { Id = c.Id, Name = c.Name, State = c.State, Labels = c.Labels, Addresses = c.Addresses }).OrderBy(c => c.Name, StringComparer.Ordinal)]);

    public Task<Container?> InspectAsync(string id, CancellationToken cancel) => Task.FromResult(_containers.GetValueOrDefault(id));

    public Task<Outcome<string>> CreateAsync(ContainerOrder order, CancellationToken cancel)
    {
        _containers[order.Name] = new Container
        {
            Id = order.Name, Name = order.Name, State = ContainerState.Created, Labels = order.Labels, Addresses = order.Addresses, ImageId = order.Spec.ImageId,
        };
        return Task.FromResult<Outcome<string>>(order.Name);
    }

    public Task<Problem?> StartAsync(string id, CancellationToken cancel)
    {
        var container = _containers[id] = _containers[id] with { State = ContainerState.Running, StartedAt = TimeProvider.System.GetUtcNow() };
        Tell(EngineEventType.Started, container);
        return Task.FromResult<Problem?>(null);
    }

    public Task<Problem?> StopAsync(string id, TimeSpan grace, CancellationToken cancel) => Task.FromResult<Problem?>(null);

    public Task<Problem?> RemoveAsync(string id, bool force, CancellationToken cancel)
    {
        if (_containers.TryRemove(id, out var gone)) Tell(EngineEventType.Removed, gone);
        return Task.FromResult<Problem?>(null);
    }

    public Task<Outcome<ExecResult>> ExecAsync(string id, IReadOnlyList<string> command, TimeSpan timeout, CancellationToken cancel) =>
        Task.FromResult<Outcome<ExecResult>>(new ExecResult(0, ""));

    public async IAsyncEnumerable<ContainerLine> LogsAsync(string id, LogQuery query, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        yield break;
    }

    public Task<IReadOnlyList<Network>> ListAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<Network>>([.. _networks.Values]);

    public Task<Network?> FindAsync(string name, CancellationToken cancel) => Task.FromResult(_networks.GetValueOrDefault(name));

    public Task<Outcome<Network>> CreateAsync(NetworkOrder order, CancellationToken cancel) =>
        Task.FromResult<Outcome<Network>>(_networks.GetOrAdd(order.Name, new Network(order.Name, order.Name, [order.Subnet], order.Labels)));

    Task<Problem?> INetworks.RemoveAsync(string id, CancellationToken cancel)
    {
        _networks.TryRemove(id, out _);
        return Task.FromResult<Problem?>(null);
    }

    Task<IReadOnlyList<Volume>> IVolumes.ListAsync(string platform, CancellationToken cancel) => Task.FromResult<IReadOnlyList<Volume>>([.. _volumes.Values]);

    public Task<Problem?> EnsureAsync(string name, IReadOnlyDictionary<string, string> labels, CancellationToken cancel)
    {
        _volumes.TryAdd(name, new Volume(name, labels));
        return Task.FromResult<Problem?>(null);
    }

    public Task<Problem?> RemoveAsync(string name, CancellationToken cancel)
    {
        _volumes.TryRemove(name, out _);
        return Task.FromResult<Problem?>(null);
    }

    Task<EngineImage?> IImages.InspectAsync(string name, CancellationToken cancel) => Task.FromResult<EngineImage?>(new EngineImage { Id = name });

    public Task<IReadOnlyList<string>> TagsAsync(string prefix, CancellationToken cancel) => Task.FromResult<IReadOnlyList<string>>([]);

    public Task<Outcome<EngineImage>> PullAsync(string name, Action<string> progress, CancellationToken cancel) => Task.FromResult<Outcome<EngineImage>>(new EngineImage { Id = name });

    public Task<Problem?> TagAsync(string id, string name, CancellationToken cancel) => Task.FromResult<Problem?>(null);

    public Task<Problem?> UntagAsync(string name, CancellationToken cancel) => Task.FromResult<Problem?>(null);

    public Task<Outcome<string>> BuildAsync(BuildOrder order, Action<string> output, CancellationToken cancel) => Task.FromResult<Outcome<string>>("none");

    public ValueTask<string?> ProbeAsync(ProbeDefinition probe, string address, CancellationToken cancel) => new((string?)null);

    private void Tell(EngineEventType type, Container container)
    {
        var said = new EngineEvent(type, container.Id, container.Name, container.Labels, null, TimeProvider.System.GetUtcNow());
        lock (_listeners)
        {
            foreach (var listener in _listeners) listener.Writer.TryWrite(said);
        }
    }

}
