using Gantry.Edge.Routing;
using Gantry.Resources.Edges;

namespace Gantry.Edge.Control;

/// <summary>Reads the counters.</summary>
public static class StatsOf
{
    private static readonly Failure[] Failures = Enum.GetValues<Failure>();

    public static EdgeStats Now(TrafficSwitch traffic, InflightFile inflight, string boot, TimeProvider time)
    {
        var table = traffic.Table;
        return new EdgeStats
        {
            Boot = boot,
            Revision = table.Revision,
            At = time.GetUtcNow(),
            Requests = inflight.Requests,
            Connections = inflight.Connections,
            Unrouted = traffic.Unrouted.Read(),
            Routes = [.. table.Routes.Values.OrderBy(route => route.Name, StringComparer.Ordinal).Select(Route)],
            Replicas = [.. traffic.Gauges().Select(Replica)],
        };
    }

    private static RouteTraffic Route(TableRoute route) => new(
        route.Name,
        route.Gate.Waiting,
        Counts(route.Gate.Tally),
        route.Gate.Tally.Meter.Read(),
        [.. route.Backends.Zip(route.Spec.Backends, (backend, spec) => new ReleaseTraffic(backend.Release, spec.Weight, Counts(backend.Tally), backend.Tally.Meter.Read()))])
    { Mirrored = route.Gate.Mirrored?.Read() };

    private static ReplicaTraffic Replica(ReplicaGauge gauge) =>
        new(gauge.Name, gauge.Address.ToString(), gauge.Route, !gauge.IsAway, !gauge.IsDown, Counts(gauge.Tally));

    private static TrafficCounts Counts(TrafficTally tally)
    {
        var failures = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var failure in Failures)
        {
            if (tally.Of(failure) is > 0 and var count) failures[char.ToLowerInvariant(failure.ToString()[0]) + failure.ToString()[1..]] = count;
        }
        return new TrafficCounts(tally.Started, tally.InFlight, failures);
    }
}
