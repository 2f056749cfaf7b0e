using System.Runtime.CompilerServices;
using Gantry.Resources.Edges;
using Gantry.Resources.Traffic;
using Gantry.Traffic;

namespace Gantry.Simulation.Planted;

/// <summary>A way to the edge on which things are taken for others.</summary>
internal sealed class BuggyEdgeLink(IEdgeLink link, PlantedBug bug) : IEdgeLink
{
    private TrafficSnapshot? _before;
    private EdgeReport? _last;

    public static bool Has(PlantedBug bug) => bug is PlantedBug.EdgeBootIgnored or PlantedBug.SnapshotBehind
        or PlantedBug.EmptyRoutesLeftOut or PlantedBug.ApplyFailureSwallowed;

    public async ValueTask<EdgeReport> ApplyAsync(TrafficSnapshot snapshot, TrafficSnapshot? served, CancellationToken cancel)
    {
        var sent = bug switch
        {
            PlantedBug.SnapshotBehind when _before is not null => _before with { Revision = snapshot.Revision },
            PlantedBug.EmptyRoutesLeftOut => snapshot with { Routes = [.. snapshot.Routes.Where(r => r.Backends.Count > 0)] },
            _ => snapshot,
        };
        _before = snapshot;
        try
        {
            return Twisted(await link.ApplyAsync(sent, ReferenceEquals(sent, snapshot) ? served : null, cancel));
        }
        catch (EdgeUnavailableException) when (bug == PlantedBug.ApplyFailureSwallowed && _last is not null)
        {
            return _last with { Revision = snapshot.Revision };
        }
    }

    public async IAsyncEnumerable<EdgeReport> ReportsAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var report in link.ReportsAsync(cancel))
        {
            _last = report;
            yield return Twisted(report);
        }
    }

    private EdgeReport Twisted(EdgeReport report) => bug == PlantedBug.EdgeBootIgnored ? report with { Boot = "edge" } : report;
}
