using Gantry.Resources.Apps;
using Gantry.Resources.Replicas;

namespace Gantry.Engine;

/// <summary>A container to be made. Made from a replica by <c>ContainerOrders</c>.</summary>
public sealed record ContainerOrder
{
    public required string Name { get; init; }
    public required string Hostname { get; init; }
    public required ContainerSpec Spec { get; init; }

    /// <summary>Its fixed address on each of its networks, by the network's name.</summary>
    public required IReadOnlyDictionary<string, string> Addresses { get; init; }

    /// <summary>Mounts beside those of the spec: configs and secrets, by their places on this machine.</summary>
    public IReadOnlyList<MountDefinition> Deliveries { get; init; } = [];

    /// <summary>The user's and the platform's; see <see cref="GantryLabels"/>.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>True: the engine never starts it again by itself.</summary>
    public bool Once { get; init; }
}
