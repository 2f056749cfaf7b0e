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
    public ValueTask<EdgeReport> ApplyAsync(TrafficSnapshot snapshot, CancellationToken cancel)
    {
        // It is another process: what it gets has been written and read.
        var read = JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(snapshot, GantryJson.Default.TrafficSnapshot), GantryJson.Default.TrafficSnapshot)!;
        var routes = new SortedDictionary<string, long>(read.Routes.ToDictionary(r => r.Name, r => r.Generation), StringComparer.Ordinal);
        return new(new EdgeReport { Boot = "1", Revision = read.Revision, Routes = routes });
    }

    public async IAsyncEnumerable<EdgeReport> ReportsAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        yield return new EdgeReport { Boot = "1" };
        await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
    }
}
