using Gantry.Edge.Routing;

namespace Gantry.Simulation;

/// <summary>At the edge a replica is named with its environment; people here have one.</summary>
public static class EdgeNames
{
    public static string Replica(this ReplicaGauge gauge) => gauge.Name[(gauge.Name.IndexOf('/') + 1)..];
}
