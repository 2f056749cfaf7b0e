using Gantry.Control;
using Gantry.Engine.Decisions;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Platforms;
using Gantry.Resources.Replicas;

namespace Gantry.Engine.Effects;

/// <summary>Networks, volumes and addresses first, each recorded or found again; then the container; then its start.</summary>
internal sealed class Creation(IResourceStore store, IContainerEngine engine, PlatformIdentity platform)
{
    private const string Actor = "engine";

    private readonly AddressBook _addresses = new();
    private readonly Dictionary<string, Task<(Network? Network, Problem? Problem)>> _networks = new(StringComparer.Ordinal);

    /// <param name="avoid">Addresses that turned out to be somebody else's.</param>
    /// <returns>Null when it was created and started.</returns>
    public async ValueTask<Problem?> CreateAsync(Resource<ReplicaSpec, ReplicaStatus> replica, IReadOnlySet<string> avoid, CancellationToken cancel)
    {
        var spec = replica.Spec;
        var labels = ContainerOrders.AppLabels(platform, spec.Environment, spec.App);
        var networks = new List<Network>();
        foreach (var foreign in spec.Container.Networks.Where(n => n.External == true))
        {
            if (await engine.Networks.FindAsync(foreign.Name, cancel) is null) return ForeignNetworks.Missing($"services.{spec.Service}.networks", foreign.Name);
        }
        foreach (var wanted in spec.Container.Networks.Where(n => n.External != true))
        {
            var (network, problem) = await NetworkAsync(wanted.Name, labels, cancel);
            if (problem is not null) return problem;
            networks.Add(network!);
        }
        foreach (var volume in spec.Container.Mounts.Where(m => m is { Kind: MountKind.Volume, Source.Length: > 0 }))
        {
            if (await VolumeAsync(volume, labels, cancel) is { } problem) return problem;
        }
        var (addresses, none) = await AddressesAsync(replica, networks, avoid, cancel);
        if (none is not null) return none;
        var (delivered, undelivered) = await DeliverAsync(replica, cancel);
        if (undelivered is not null) return undelivered;
        var created = await engine.Containers.CreateAsync(ContainerOrders.Make(platform, replica.Key.Name, spec, addresses!, delivered), cancel);
        if (created.Problem is { } failed)
        {
            // Another choice next time: somebody else has it, or the network is another one by now.
            if (failed.Code is EngineCodes.AddressTaken or EngineCodes.AddressOutside) await StoreAddressesAsync(replica, null, cancel);
            return failed;
        }
        return await engine.Containers.StartAsync(created.Require(), cancel);
    }

    /// <summary>One that is not the app's is neither made nor labelled, so that it is never removed.</summary>
    private Task<Problem?> VolumeAsync(MountDefinition mount, SortedDictionary<string, string> labels, CancellationToken cancel)
    {
        if (mount.External is not null) return engine.Volumes.FindAsync(mount.Source, cancel);
        if (mount.DriverOpts is null && mount.VolumeLabels is null) return engine.Volumes.EnsureAsync(mount.Source, labels, cancel);
        var all = new SortedDictionary<string, string>((mount.VolumeLabels ?? labels).ToDictionary(l => l.Key, l => l.Value), StringComparer.Ordinal);
        foreach (var (name, value) in labels) all[name] = value;
        return engine.Volumes.EnsureAsync(mount.Source, all, mount.DriverOpts ?? new SortedDictionary<string, string>(StringComparer.Ordinal), cancel);
    }

    /// <summary>Before the container is made, and again before each start: without them it would not start.</summary>
    public async ValueTask<(IReadOnlyList<string>? Paths, Problem? Problem)> DeliverAsync(Resource<ReplicaSpec, ReplicaStatus> replica, CancellationToken cancel)
    {
        if (replica.Spec.Container.Files is not { Count: > 0 } files) return (null, null);
        var placed = await engine.Deliveries.PlaceAsync(platform.Container(replica.Key.Scope, replica.Key.Name), files, cancel);
        return (placed.Value, placed.Problem);
    }

    /// <summary>Replicas of an app start together and need the same networks: engines let two of the same name come about.</summary>
    private Task<(Network? Network, Problem? Problem)> NetworkAsync(
        string name, IReadOnlyDictionary<string, string> labels, CancellationToken cancel)
    {
        lock (_networks)
        {
            if (_networks.TryGetValue(name, out var underway) && !underway.IsCompleted) return underway;
            return _networks[name] = EnsureAsync(name, labels, cancel);
        }
    }

    private async Task<(Network? Network, Problem? Problem)> EnsureAsync(
        string name, IReadOnlyDictionary<string, string> labels, CancellationToken cancel)
    {
        if (await engine.Networks.FindAsync(name, cancel) is { } there) return Known(there, labels);
        var all = await engine.Networks.ListAsync(cancel);
        Problem? last = null;
        foreach (var subnet in Subnets.Free(platform.Block, all.SelectMany(n => n.Subnets)))
        {
            var made = await engine.Networks.CreateAsync(new NetworkOrder(name, subnet, labels), cancel);
            if (made.Problem is null) return (made.Value, null);
            last = made.Problem;
            // Another replica of the app was faster.
            if (last.Code == EngineCodes.NetworkExists && await engine.Networks.FindAsync(name, cancel) is { } other) return Known(other, labels);
            if (last.Code != EngineCodes.NetworkOverlaps) return (null, last);
        }
        return (null, last ?? new Problem(name, EngineCodes.NetworksExhausted, $"All networks of {platform.Block}.0.0/16 are in use.", "Take an app down that is no longer needed."));
    }

    /// <summary>A container is never put into a network that is not its app's.</summary>
    private static (Network? Network, Problem? Problem) Known(Network network, IReadOnlyDictionary<string, string> labels) =>
        network.Subnets.Count > 0 && labels.All(l => network.Labels.GetValueOrDefault(l.Key) == l.Value) ? (network, null)
            : (null, new Problem(network.Name, EngineCodes.NameTaken, $"A network {network.Name} exists that is not this app's.",
                "Remove or rename it; Gantry tries again by itself."));

    /// <summary>Stored before the container is made, so that nobody else takes them when this process ends in between.</summary>
    private async ValueTask<(IReadOnlyDictionary<string, string>? Addresses, Problem? Problem)> AddressesAsync(
        Resource<ReplicaSpec, ReplicaStatus> replica, List<Network> networks, IReadOnlySet<string> avoid, CancellationToken cancel)
    {
        var known = replica.Status?.Addresses;
        if (known is { Count: > 0 } && networks.TrueForAll(n => known.TryGetValue(n.Name, out var a) && n.Subnets.Any(s => Subnets.Holds(s, a)))) return (known, null);
        var containers = await engine.Containers.ListAsync(platform.Id, cancel);
        var used = containers.SelectMany(c => c.Addresses.Values).Concat(avoid);
        var chosen = _addresses.Choose(replica.Key, networks, used, store.Current);
        if (chosen is null)
            return (null, new Problem(networks[0].Name, EngineCodes.NetworksExhausted, "Every address of the network is in use.", "Scale the app's services down."));
        await StoreAddressesAsync(replica, chosen, cancel);
        return (chosen, null);
    }

    private async ValueTask StoreAddressesAsync(
        Resource<ReplicaSpec, ReplicaStatus> replica, IReadOnlyDictionary<string, string>? addresses, CancellationToken cancel)
    {
        var status = (replica.Status ?? new ReplicaStatus()) with
        {
            Addresses = addresses ?? new SortedDictionary<string, string>(StringComparer.Ordinal),
            Address = addresses is { Count: > 0 } ? addresses[replica.Spec.Container.Networks[0].Name] : null,
        };
        await store.CommitAsync(new Transaction(Actor, new PutStatus(replica.Key, status, addresses is null ? "addresses given back" : "addresses chosen")), cancel);
    }
}
