using Gantry.Engine;
using Gantry.Resources;

namespace Gantry.Simulation.Machine;

/// <summary>Networks and volumes of the simulated engine.</summary>
public sealed class SimNetworks
{
    private readonly SortedDictionary<string, Network> _networks = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Volume> _volumes = new(StringComparer.Ordinal);
    private int _ids;

    /// <summary>Somebody has had the engine remove a volume.</summary>
    public event Action<Volume>? VolumeRemoved;

    public IReadOnlyList<Network> All => [.. _networks.Values];
    public IReadOnlyList<Volume> Volumes => [.. _volumes.Values];

    public Network? Find(string name) => _networks.GetValueOrDefault(name);

    public Outcome<Network> Create(NetworkOrder order)
    {
        if (_networks.ContainsKey(order.Name)) return Refused(order.Name, EngineCodes.NetworkExists);
        if (_networks.Values.Any(n => n.Subnets.Contains(order.Subnet))) return Refused(order.Name, EngineCodes.NetworkOverlaps);
        return _networks[order.Name] = new Network($"n{++_ids:x4}", order.Name, [order.Subnet], order.Labels);
    }

    public Problem? Remove(string id, IEnumerable<SimContainer> containers)
    {
        if (_networks.Values.FirstOrDefault(n => n.Id == id || n.Name == id) is not { } network) return null;
        if (containers.Any(c => c.Runs && c.Order.Addresses.ContainsKey(network.Name))) return Refused(network.Name, EngineCodes.NetworkInUse);
        _networks.Remove(network.Name);
        return null;
    }

    public bool AllThere(ContainerOrder order) => order.Addresses.Keys.All(_networks.ContainsKey);

    /// <summary>The code of what is wrong with the networks and addresses of an order; null when it can be made.</summary>
    public string? Attach(ContainerOrder order, IEnumerable<SimContainer> containers)
    {
        foreach (var (name, address) in order.Addresses)
        {
            if (!_networks.TryGetValue(name, out var network)) return EngineCodes.NetworkMissing;
            if (address[..address.LastIndexOf('.')] != network.Subnets[0][..network.Subnets[0].LastIndexOf('.')]) return EngineCodes.AddressOutside;
            if (containers.Any(c => c.Order.Addresses.GetValueOrDefault(name) == address)) return EngineCodes.AddressTaken;
        }
        return null;
    }

    public void EnsureVolume(string name, IReadOnlyDictionary<string, string> labels) => _volumes.TryAdd(name, new Volume(name, labels));

    public Problem? RemoveVolume(string name, IEnumerable<SimContainer> containers)
    {
        if (containers.Any(c => c.Order.Spec.Mounts.Any(m => m.Source == name))) return Refused(name, EngineCodes.VolumeInUse);
        if (_volumes.Remove(name, out var removed)) VolumeRemoved?.Invoke(removed);
        return null;
    }

    private static Problem Refused(string place, string code) => new(place, code, $"{place}: {code}.", "Nothing: this is a simulation.");
}
