using Gantry.Control;
using Gantry.Traffic.Effects;

namespace Gantry.Traffic;

/// <summary>The door of the module.</summary>
public static class TrafficModule
{
    /// <param name="platform">The platform's id.</param>
    /// <param name="edge">The name of the edge's resource.</param>
    public static IController Controller(IResourceStore store, IEdgeLink link, string platform, string edge, TimeProvider time) =>
        new TrafficController(store, link, platform, edge, time);
}
