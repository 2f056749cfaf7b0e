using System.Runtime.CompilerServices;
using Gantry.Resources.Edges;
using Gantry.Resources.Traffic;
using Gantry.Traffic;

namespace Gantry.Server.Edges;

/// <summary>A link that starts the edge when there is none to connect to, and has it replaced when it is of another build.</summary>
internal sealed class SupervisedEdgeLink(IEdgeLink link, EdgeProcess process) : IEdgeLink
{
    public ValueTask<EdgeReport> ApplyAsync(TrafficSnapshot snapshot, TrafficSnapshot? served, CancellationToken cancel) =>
        link.ApplyAsync(snapshot, served, cancel);

    public async IAsyncEnumerable<EdgeReport> ReportsAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await using var reports = link.ReportsAsync(cancel).GetAsyncEnumerator(cancel);
        while (await NextAsync(reports))
        {
            process.Saw(reports.Current);
            yield return reports.Current;
        }
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<EdgeReport> reports)
    {
        try
        {
            return await reports.MoveNextAsync();
        }
        catch (EdgeUnavailableException)
        {
            process.Start();
            throw;
        }
    }
}
