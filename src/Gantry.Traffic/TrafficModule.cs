using Gantry.Control;
using Gantry.Traffic.Decisions;
using Gantry.Traffic.Effects;

namespace Gantry.Traffic;

/// <summary>The door of the module.</summary>
public static class TrafficModule
{
    /// <param name="platform">The platform's id.</param>
    /// <param name="edge">The name of the edge's resource.</param>
    /// <param name="lease">Its fence goes with every snapshot, so that an edge refuses those of a leader that was deposed.</param>
    public static IController Controller(IResourceStore store, IEdgeLink link, string platform, string edge, TimeProvider time, ILease? lease = null)
    {
        var memory = new SnapshotMemory(platform);
        return new TrafficController(store, link, edge, time, world =>
        {
            var wanted = memory.Of(world);
            return wanted with { Snapshot = wanted.Snapshot with { Fence = (lease ?? OwnLease.None).Fence } };
        });
    }
}
