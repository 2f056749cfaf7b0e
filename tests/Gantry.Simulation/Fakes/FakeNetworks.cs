using System.Collections.Immutable;
using System.Net;
using Gantry.Engine;
using Gantry.Resources;

namespace Gantry.Simulation.Fakes;

internal sealed class FakeNetworks(FakeMachine machine, FakeCalls calls) : INetworks
{
    public Task<IReadOnlyList<Network>> ListAsync(CancellationToken cancel) =>
        calls.AskAsync<IReadOnlyList<Network>>("networks", "", () => [.. machine.Networks.Values]);

    public Task<Network?> FindAsync(string name, CancellationToken cancel) =>
        calls.AskAsync("network", name, () => machine.Networks.GetValueOrDefault(name));

    public Task<Outcome<Network>> CreateAsync(NetworkOrder order, CancellationToken cancel) => calls.CallAsync("network-create", order.Name, () =>
    {
        if (machine.Networks.ContainsKey(order.Name)) throw new FakeRefusal(order.Name, EngineCodes.NetworkExists);
        var wanted = IPNetwork.Parse(order.Subnet);
        if (machine.Networks.Values.SelectMany(n => n.Subnets).Select(IPNetwork.Parse)
            .Any(n => n.Contains(wanted.BaseAddress) || wanted.Contains(n.BaseAddress))) throw new FakeRefusal(order.Name, EngineCodes.NetworkOverlaps);
        var network = new Network(machine.NextId(), order.Name, [order.Subnet], order.Labels.ToImmutableSortedDictionary(StringComparer.Ordinal));
        machine.Networks[order.Name] = network;
        Say(network);
        return Task.FromResult(network);
    });

    public Task<Problem?> RemoveAsync(string id, CancellationToken cancel) => calls.DoAsync("network-remove", id, () =>
    {
        if (machine.Networks.Values.FirstOrDefault(n => n.Id == id || n.Name == id) is not { } network) return;
        if (machine.Containers.Values.Any(c => c.Runs && c.Networks.ContainsValue(network.Id))) throw new FakeRefusal(network.Name, EngineCodes.NetworkInUse);
        machine.Networks.Remove(network.Name);
        Say(network);
    });

    private void Say(Network network) => machine.Say(
        new EngineEvent(EngineEventType.Network, network.Id, network.Name, ImmutableSortedDictionary<string, string>.Empty, null, machine.Now));
}

internal sealed class FakeVolumes(FakeMachine machine, FakeCalls calls) : IVolumes
{
    public Task<IReadOnlyList<Volume>> ListAsync(string platform, CancellationToken cancel) =>
        calls.AskAsync<IReadOnlyList<Volume>>("volumes", platform, () =>
            [.. machine.Volumes.Values.Where(v => v.Labels.GetValueOrDefault(GantryLabels.Platform) == platform)]);

    public Task<Problem?> EnsureAsync(string name, IReadOnlyDictionary<string, string> labels, CancellationToken cancel) =>
        calls.DoAsync("volume-ensure", name, () => { machine.Volumes.TryAdd(name, new Volume(name, labels)); });

    public Task<Problem?> RemoveAsync(string name, CancellationToken cancel) => calls.DoAsync("volume-remove", name, () =>
    {
        if (machine.Containers.Values.Any(c => c.Order.Spec.Mounts.Any(m => m.Source == name))) throw new FakeRefusal(name, EngineCodes.VolumeInUse);
        machine.Volumes.Remove(name);
        foreach (var file in machine.Files.Keys.Where(f => f.StartsWith(name + "/", StringComparison.Ordinal)).ToList()) machine.Files.Remove(file);
    });
}
