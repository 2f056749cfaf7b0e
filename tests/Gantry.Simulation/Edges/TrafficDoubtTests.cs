using System.Runtime.CompilerServices;
using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Edges;
using Gantry.Resources.Routes;
using Gantry.Resources.Traffic;
using Gantry.Simulation.Store;
using Gantry.Traffic;

namespace Gantry.Simulation.Edges;

public sealed class TrafficDoubtTests
{
    [Fact]
    public async Task After_an_answer_was_lost_even_what_was_served_before_is_told_again()
    {
        var cancel = TestContext.Current.CancellationToken;
        var store = new MemoryStore(new MemoryDisk(), TimeProvider.System);
        await store.CommitAsync(new Transaction("test",
            new PutSpec(ResourceNames.Edge("edge-1"), new EdgeSpec { Socket = "edge.sock" }, "made"),
            new PutSpec(ResourceNames.Route("production", "shop", "web"), Route("web"), "made")), cancel);
        var link = new Link();
        var controller = TrafficModule.Controller(store, link, "abcdef123456", "edge-1", TimeProvider.System);
        await using var outside = controller.OutsideAsync(cancel).GetAsyncEnumerator(cancel);
        await outside.MoveNextAsync();
        await controller.ReconcileAsync("edge-1", cancel);
        var other = ResourceNames.Route("production", "shop", "api");
        link.LosesAnswers = true;
        await store.CommitAsync(new Transaction("test", new PutSpec(other, Route("api"), "made")), cancel);
        await controller.ReconcileAsync("edge-1", cancel);
        Assert.Equal(2, link.Serves!.Routes.Count);
        link.LosesAnswers = false;
        await store.CommitAsync(new Transaction("test", new Delete(other, "removed")), cancel);
        await controller.ReconcileAsync("edge-1", cancel);
        Assert.Single(link.Serves.Routes);
    }

    private static RouteSpec Route(string service) => new() { App = "shop", Environment = "production", Service = service, Address = "10.201.0.1" };

    private sealed class Link : IEdgeLink
    {
        public TrafficSnapshot? Serves { get; private set; }
        public bool LosesAnswers { get; set; }

        public ValueTask<EdgeReport> ApplyAsync(TrafficSnapshot snapshot, TrafficSnapshot? served, CancellationToken cancel)
        {
            Serves = snapshot;
            return LosesAnswers ? throw new EdgeUnavailableException("The answer was lost.") : new(Report(snapshot.Revision));
        }

        public async IAsyncEnumerable<EdgeReport> ReportsAsync([EnumeratorCancellation] CancellationToken cancel)
        {
            yield return Report(0);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
        }

        private static EdgeReport Report(long revision) => new() { Boot = "boot-1", Revision = revision };
    }
}
