using System.Runtime.CompilerServices;
using Gantry.Resources.Edges;
using Gantry.Resources.Traffic;
using Gantry.Simulation.Edges;
using Gantry.Traffic;

namespace Gantry.Simulation.Rivals;

/// <summary>The way of one control plane to the edge, which may be cut.</summary>
internal sealed class RivalEdgeLink(ControlPlane plane, IEdgeLink link) : IEdgeLink
{
    public async ValueTask<EdgeReport> ApplyAsync(TrafficSnapshot snapshot, TrafficSnapshot? served, CancellationToken cancel) =>
        plane.EdgeAway ? throw EdgeConnection.Away() : await link.ApplyAsync(snapshot, served, cancel);

    public async IAsyncEnumerable<EdgeReport> ReportsAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        if (plane.EdgeAway) throw EdgeConnection.Away();
        await foreach (var report in link.ReportsAsync(cancel))
        {
            if (plane.EdgeAway) throw EdgeConnection.Away();
            yield return report;
        }
    }
}
