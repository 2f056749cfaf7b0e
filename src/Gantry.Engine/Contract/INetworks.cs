using Gantry.Resources;

namespace Gantry.Engine;

/// <summary>Networks between containers of this machine. See <see cref="IContainerEngine"/> for failures.</summary>
public interface INetworks
{
    /// <summary>Every network of the engine, ours or not, ordered by name.</summary>
    Task<IReadOnlyList<Network>> ListAsync(CancellationToken cancel);

    /// <summary>Null when there is none of this name.</summary>
    Task<Network?> FindAsync(string name, CancellationToken cancel);

    /// <summary>Fails with <see cref="EngineCodes.NetworkExists"/> or <see cref="EngineCodes.NetworkOverlaps"/>.</summary>
    Task<Outcome<Network>> CreateAsync(NetworkOrder order, CancellationToken cancel);

    /// <summary>One that does not exist is removed; one that running containers are attached to is <see cref="EngineCodes.NetworkInUse"/>.</summary>
    Task<Problem?> RemoveAsync(string id, CancellationToken cancel);
}

/// <param name="Subnet">In CIDR notation. The first address in it is the engine's own.</param>
public sealed record NetworkOrder(string Name, string Subnet, IReadOnlyDictionary<string, string> Labels);

/// <param name="Subnets">IPv4, in CIDR notation.</param>
public sealed record Network(string Id, string Name, IReadOnlyList<string> Subnets, IReadOnlyDictionary<string, string> Labels);

/// <summary>Named volumes. See <see cref="IContainerEngine"/> for failures.</summary>
public interface IVolumes
{
    /// <summary>Those with the label, ordered by name.</summary>
    Task<IReadOnlyList<Volume>> ListAsync(string platform, CancellationToken cancel);

    /// <summary>Makes it unless it is there.</summary>
    Task<Problem?> EnsureAsync(string name, IReadOnlyDictionary<string, string> labels, CancellationToken cancel);

    /// <summary>Makes it with these options of the engine's local driver unless it is there; one with others is <see cref="EngineCodes.VolumeDiffers"/>.</summary>
    Task<Problem?> EnsureAsync(string name, IReadOnlyDictionary<string, string> labels, IReadOnlyDictionary<string, string> options, CancellationToken cancel) =>
        EnsureAsync(name, labels, cancel);

    /// <summary>Null when it exists, whosever it is.</summary>
    Task<Problem?> FindAsync(string name, CancellationToken cancel) => Task.FromResult<Problem?>(null);

    /// <summary>Removes it and all its data. One that does not exist is removed; one that a container has is <see cref="EngineCodes.VolumeInUse"/>.</summary>
    Task<Problem?> RemoveAsync(string name, CancellationToken cancel);
}

public sealed record Volume(string Name, IReadOnlyDictionary<string, string> Labels);
