using System.Runtime.CompilerServices;
using System.Text.Json;
using Gantry.Resources;
using Gantry.Resources.Edges;
using Gantry.Resources.Traffic;
using Gantry.Traffic;

namespace Gantry.Bench.Scale;

/// <summary>An edge that serves every snapshot as soon as it has read it.</summary>
internal sealed class NullEdge : IEdgeLink
{
    public ValueTask<EdgeReport> ApplyAsync(TrafficSnapshot snapshot, TrafficSnapshot? served, CancellationToken cancel)
    {
        // It is another process: what it gets has been written and read.
        if (served is null) JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(snapshot, GantryJson.Default.TrafficSnapshot), GantryJson.Default.TrafficSnapshot);
        else JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(SnapshotChange.Between(served, snapshot), GantryJson.Default.SnapshotChange), GantryJson.Default.SnapshotChange);
        return new(new EdgeReport { Boot = "1", Revision = snapshot.Revision });
    }

    public async IAsyncEnumerable<EdgeReport> ReportsAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        yield return new EdgeReport { Boot = "1" };
        await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
    }
}
