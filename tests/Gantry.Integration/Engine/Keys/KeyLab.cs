using System.Text.Json.Nodes;
using Gantry.Apps;
using Gantry.Engine;
using Gantry.Engine.Decisions;
using Gantry.Integration.Platform.Harness;
using Gantry.Resources;
using Gantry.Resources.Platforms;
using Gantry.Resources.Releases;
using Gantry.Resources.Replicas;
using Gantry.Resources.Rollouts;
using Gantry.Rollouts.Decisions;
using Gantry.Simulation.Conformance;

namespace Gantry.Integration.Engine.Keys;

/// <summary>From a compose file to a container as the platform makes it, without a platform. Nothing is started.</summary>
public sealed class KeyLab : IAsyncLifetime
{
    private readonly ActImage _image = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gantry-keys-");
    private readonly Dictionary<string, Network> _networks = new(StringComparer.Ordinal);
    private EngineLab _lab = null!;
    private DockerEngine _engine = null!;

    public string ImageId => _image.Id;

    public async ValueTask InitializeAsync()
    {
        await _image.InitializeAsync();
        _engine = new DockerEngine(EngineView.DefaultSocket, TimeProvider.System, Path.Combine(Project, "deliveries"));
        _lab = new EngineLab(_image.Engine, TimeProvider.System, ActImage.Name, _image.Id);
    }

    private PlatformIdentity Platform => new(_lab.Platform, "10.198");

    public string Project => _folder.FullName;
    public string External => $"{Platform.Id}-external";
    public string VolumePrefix => Platform.Volume("production", "keys", "");

    public ComposeResult Load(KeyCase sample)
    {
        foreach (var (name, text) in sample.Files)
        {
            var file = Path.Combine(Project, name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }
        File.WriteAllText(Path.Combine(Project, "compose.yaml"), sample.File(ActImage.Name).Replace("{external}", External, StringComparison.Ordinal));
        return ComposeProject.Load(new ComposeInput { ProjectDirectory = Project });
    }

    /// <summary>What the engine says of the container of the service <c>it</c>.</summary>
    public async Task<JsonNode> InspectAsync(KeyCase sample)
    {
        var result = Load(sample);
        Assert.DoesNotContain(result.Problems, p => p.Severity != Severity.Note);
        var definition = result.Definition!;
        var facts = definition.Services.ToDictionary(s => s.Name, s => new ImageFacts { Id = _image.Id, Name = s.Image! });
        var (release, problems) = ReleaseFactory.Make(definition, facts, 1, "test", DateTimeOffset.UnixEpoch);
        Assert.Empty(problems);
        var addresses = definition.Services.Select((s, i) => (s.Name, Address: $"10.198.0.{i + 1}")).ToDictionary(s => s.Name, s => s.Address);
        var planned = new PlannedReplica("keys.it.1.1", "it", 1, release!.Service("it")!.Fingerprint, 1);
        var replica = ReplicaFactory.Make(Platform, release, planned, ReplicaKind.Service, addresses);
        var delivered = replica.Container.Files is { } files ? (await _engine.Deliveries.PlaceAsync("it", files, default)).Require() : null;
        var order = ContainerOrders.Make(Platform, planned.Name, replica, await NetworksAsync(replica.Container), delivered);
        var id = await _lab.CreateAsync(order);
        using var view = new EngineView(EngineView.DefaultSocket);
        var seen = await view.InspectAsync(id);
        await view.RemoveAsync(id);
        return seen;
    }

    private async Task<SortedDictionary<string, string>> NetworksAsync(ContainerSpec spec)
    {
        var addresses = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var wanted in spec.Networks)
        {
            if (!_networks.TryGetValue(wanted.Name, out var network)) network = _networks[wanted.Name] = await NetworkAsync(wanted.Name);
            // The engine chooses where the network is somebody else's.
            if (wanted.External != true) addresses[wanted.Name] = EngineLab.Address(network, 10);
        }
        return addresses;
    }

    private async Task<Network> NetworkAsync(string name)
    {
        foreach (var subnet in Subnets.Free("10.198", (await _image.Engine.Networks.ListAsync(default)).SelectMany(n => n.Subnets)))
        {
            var made = await _image.Engine.Networks.CreateAsync(new NetworkOrder(name, subnet, _lab.Labels()), default);
            if (made.Problem?.Code != EngineCodes.NetworkOverlaps) return made.Require();
        }
        throw new InvalidOperationException("No subnet is free.");
    }

    public async ValueTask DisposeAsync()
    {
        await _lab.ClearAsync();
        foreach (var network in _networks.Values) await _image.Engine.Networks.RemoveAsync(network.Id, default);
        using var view = new EngineView(EngineView.DefaultSocket);
        await view.RemoveVolumeAsync(VolumePrefix + "data");
        await view.RemoveVolumeAsync(External);
        _engine.Dispose();
        await _image.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
