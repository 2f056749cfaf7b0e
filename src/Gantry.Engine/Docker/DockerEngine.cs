using Gantry.Control;
using Gantry.Engine.Deliveries;
using Gantry.Engine.Docker;

namespace Gantry.Engine;

/// <summary>Docker, or Podman behind the same interface: the thinnest typed client over its socket.</summary>
public sealed class DockerEngine : IContainerEngine, IDisposable
{
    private readonly DockerApi _api;
    private readonly DockerEvents _events;

    /// <param name="address"><c>unix:///path</c>, a path, or <c>tcp://host:port</c>. Nothing is connected yet.</param>
    /// <param name="deliveries">The folder for configs and secrets: <c>deliveries</c> under the platform's home. Null: none can be delivered.</param>
    /// <param name="lease">Asked right before everything that changes something, and named on everything that is made. Null for an engine that nobody else drives.</param>
    public DockerEngine(string address, TimeProvider time, string? deliveries = null, ILease? lease = null)
    {
        Deliveries = deliveries is null ? NoDeliveries.Instance : new DeliveryFolder(deliveries);
        _api = new DockerApi(new EngineAddress(address), time, lease ?? OwnLease.None);
        _events = new DockerEvents(_api, time);
        Containers = new DockerContainers(_api);
        Networks = new DockerNetworks(_api);
        Volumes = new DockerVolumes(_api);
        Images = new DockerImages(_api);
    }

    public IContainers Containers { get; }
    public INetworks Networks { get; }
    public IVolumes Volumes { get; }
    public IImages Images { get; }
    public IDeliveries Deliveries { get; }

    public Task<EngineInfo> InfoAsync(CancellationToken cancel) => _api.PingAsync(cancel);

    public IAsyncEnumerable<EngineEvent> EventsAsync(string platform, CancellationToken cancel) => _events.WatchAsync(platform, cancel);

    public void Dispose() => _api.Dispose();
}
