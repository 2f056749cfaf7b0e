using System.Net;
using Gantry.Edge.Decisions;
using Gantry.Edge.Routing;
using Gantry.Resources.Apps;
using Gantry.Resources.Traffic;
using static Gantry.Tests.Edge.Snapshots;

namespace Gantry.Tests.Edge.Routing;

/// <summary>A table is made from the one before it; what comes of it is what would come of nothing before it.</summary>
public sealed class RouteTableTests
{
    private const int Steps = 3000;
    private static readonly string[] Hosts = ["a.test", "b.test", "*.a.test", ""];
    private static readonly string[] Paths = ["/", "/x", "/x/y"];

    private readonly TrafficSwitch traffic = new(TimeProvider.System);

    [Fact]
    public void A_route_that_is_the_same_object_keeps_its_entry()
    {
        var (a, b) = (Named("a", 1), Named("b", 1));
        traffic.Apply(Of(1, a, b));
        var before = traffic.Table.Routes["a"];
        var other = Named("b", 2);
        traffic.Apply(Of(2, a, other));
        Assert.Same(before, traffic.Table.Routes["a"]);
        Assert.Same(other, traffic.Table.Routes["b"].Spec);
        Assert.Equal(["b"], traffic.Table.Fresh.Select(route => route.Name));
        traffic.Apply(Of(3, a));
        Assert.Same(before, traffic.Table.Routes["a"]);
        Assert.Empty(traffic.Table.Fresh);
        Assert.False(traffic.Table.Routes.ContainsKey("b"));
    }

    [Fact]
    public void A_replica_that_two_routes_have_leaves_with_the_second()
    {
        var (a, b) = (Shared("a"), Shared("b"));
        traffic.Apply(Of(1, a, b));
        var gauge = traffic.Gauges().Single();
        Assert.Equal("b", gauge.Route);
        using var claim = traffic.Claim(RouteQuery.ByName("a", 80)).Claim!;
        traffic.Apply(Of(2, a));
        Assert.False(gauge.IsAway);
        Assert.Equal("a", gauge.Route);
        traffic.Apply(Of(3));
        Assert.True(gauge.IsAway);
        Assert.Equal([gauge.Name], traffic.Lingering());
    }

    [Fact]
    public void Nothing_is_kept_of_what_has_gone()
    {
        for (var revision = 1; revision < 100; revision++)
        {
            traffic.Apply(Of(revision, Named("a", revision), Named($"b{revision}", revision)));
            traffic.Claim(RouteQuery.ByName("a", 80)).Claim!.Dispose();
        }
        Assert.Equal(2, traffic.Gauges().Count);
        Assert.Empty(traffic.Lingering());
        Assert.Equal(1, traffic.Table.Routes["a"].Backends[0].Tally.Started);
        traffic.Apply(Of(100, Named("a", 1)));
        Assert.Equal(0, traffic.Table.Routes["a"].Backends[0].Tally.Started);
    }

    [Fact]
    public void Step_by_step_or_at_once_the_same_is_found_and_listened_for()
    {
        var random = new Random(7);
        var routes = new SortedDictionary<string, SnapshotRoute>(StringComparer.Ordinal);
        var http = IPEndPoint.Parse("127.0.0.1:8080");
        var plan = ListenPlan.Of(http);
        for (var step = 1; step < Steps; step++)
        {
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                var name = $"r{random.Next(8)}";
                if (random.Next(4) == 0) routes.Remove(name);
                else routes[name] = Any(name, step, random);
            }
            var snapshot = Of(step, [.. routes.Values]);
            traffic.Apply(snapshot);
            plan = plan.With(snapshot, IPAddress.Loopback);
            var atOnce = new TrafficSwitch(TimeProvider.System);
            atOnce.Apply(snapshot);
            foreach (var (host, path) in from host in Hosts.Append("w.a.test") from path in Paths select (host, path))
                Assert.Equal(Found(atOnce, host, path), Found(traffic, host, path));
            var whole = ListenPlan.Of(http).With(snapshot, IPAddress.Loopback);
            Assert.Equal(whole.Conflicts, plan.Conflicts);
            Assert.Equal(Said(whole), Said(plan));
            Assert.Equal(snapshot.Routes.SelectMany(route => route.Backends).SelectMany(backend => backend.Replicas).Select(replica => replica.Name).Distinct().Order(),
                traffic.Gauges().Where(gauge => !gauge.IsAway).Select(gauge => gauge.Name).Order());
        }
    }

    private static SnapshotRoute Named(string name, int release) =>
        Route(new SnapshotBackend(release, 1, [new SnapshotReplica($"{name}.{release}", "127.0.0.2")])) with { Name = name };

    private static SnapshotRoute Shared(string name) => Route(new SnapshotBackend(1, 1, [new SnapshotReplica("shared", "127.0.0.2")])) with { Name = name };

    private static SnapshotRoute Any(string name, int release, Random random) => Named(name, release) with
    {
        Address = $"127.0.1.{name[1]}",
        Ports = [80],
        Callers = [$"10.0.0.{random.Next(1, 4)}"],
        Published = random.Next(3) == 0 ? [new PublishedPort(null, 9000 + random.Next(5), 80)] : [],
        Rules = [.. Enumerable.Range(0, random.Next(3)).Select(_ => new RouteRule(Hosts[random.Next(Hosts.Length)], Paths[random.Next(Paths.Length)], 80 + random.Next(2)))],
    };

    private static string Found(TrafficSwitch traffic, string host, string path) =>
        traffic.Table.Find(RouteQuery.ByRule(host, path)) is { } target ? $"{target.Route.Name}:{target.Port}:{target.Route.Spec.Generation}:{target.Route.Backends[0].Release}" : "nothing";

    private static IEnumerable<string> Said(ListenPlan plan) => plan.Targets
        .Select(entry => $"{entry.Key} {entry.Value.Route} {entry.Value.Port} {entry.Value.SpeaksHttp} {string.Join(',', entry.Value.Callers ?? [])}").Order(StringComparer.Ordinal);
}
