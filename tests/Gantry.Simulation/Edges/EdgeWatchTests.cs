using Gantry.Edge.Health;
using Gantry.Edge.Routing;
using Gantry.Resources.Traffic;
using Gantry.Simulation.Loop;

namespace Gantry.Simulation.Edges;

public sealed class EdgeWatchTests
{
    [Fact]
    public void What_left_while_it_was_down_and_came_back_before_it_had_drained_is_asked_again()
    {
        var loop = new SimLoop(1);
        var edge = new Incarnation(loop, "edge");
        var traffic = new TrafficSwitch(edge.Time);
        var up = false;
        ReplicaGauge? replica = null;
        edge.Start(() =>
        {
            new Watch(traffic, edge.Time, CancellationToken.None, (_, _, _, _) => Task.FromResult(up)).Start(doubtful: false);
            traffic.Apply(Snapshot(1, "production/shop.web.1.1"));
            replica = traffic.Table.Replicas.Single();
            // Somebody stays connected, so that it is remembered.
            Assert.NotNull(traffic.Claim(RouteQuery.ByName("production/shop.web", 8080)).Claim);
            traffic.Refused(replica, 8080);
            traffic.Apply(Snapshot(2));
        });
        loop.RunFor(TimeSpan.FromSeconds(1));
        edge.Start(() =>
        {
            up = true;
            traffic.Apply(Snapshot(3, "production/shop.web.1.1"));
        });
        loop.RunFor(TimeSpan.FromSeconds(5));
        Assert.Same(replica, traffic.Table.Replicas.Single());
        Assert.False(replica!.Health.IsDown);
    }

    private static TrafficSnapshot Snapshot(long revision, params string[] replicas) => new()
    {
        Platform = "abcdef123456",
        Revision = revision,
        Routes =
        [
            new SnapshotRoute
            {
                Name = "production/shop.web",
                Generation = revision,
                Address = "10.201.0.1",
                Ports = [8080],
                DrainTimeout = TimeSpan.FromSeconds(30),
                Backends = [new SnapshotBackend(1, 100, [.. replicas.Select(r => new SnapshotReplica(r, "10.201.65.2"))])],
            },
        ],
    };
}
