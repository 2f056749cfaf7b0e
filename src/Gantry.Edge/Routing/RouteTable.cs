using Gantry.Edge.Decisions;
using Gantry.Resources.Traffic;

namespace Gantry.Edge.Routing;

/// <summary>A route, and the port of its replicas that is meant.</summary>
public readonly record struct RouteTarget(TableRoute Route, int Port);

/// <summary>What a client wants: a route by name and port, or whatever the rules say of a host and path.</summary>
public readonly record struct RouteQuery(string? Route, int Port, string Host, string Path)
{
    public static RouteQuery ByName(string route, int port) => new(route, port, "", "");

    public static RouteQuery ByRule(string host, string path) => new(null, 0, host, path);
}

/// <summary>One snapshot, ready to be looked up. Immutable; the gauges and gates it points to live longer.</summary>
public sealed class RouteTable
{
    private readonly Dictionary<string, TableRoute> routes = new(StringComparer.Ordinal);
    private readonly HostRules<RouteTarget> rules = new();

    /// <summary>Serves nothing: what an edge has before its first snapshot.</summary>
    public static RouteTable Empty { get; } = new(null);

    private RouteTable(TrafficSnapshot? snapshot) => Snapshot = snapshot;

    public TrafficSnapshot? Snapshot { get; }
    public long Revision => Snapshot?.Revision ?? 0;
    public IReadOnlyDictionary<string, TableRoute> Routes => routes;

    /// <summary>Every replica of every backend, also of those without weight.</summary>
    public IEnumerable<ReplicaGauge> Replicas => routes.Values.SelectMany(route => route.Backends).SelectMany(backend => backend.Replicas);

    public RouteTarget? Find(in RouteQuery query) => Find(query.Route, query.Port, query.Host, query.Path);

    /// <inheritdoc cref="RouteQuery"/>
    public RouteTarget? Find(string? name, int port, ReadOnlySpan<char> host, ReadOnlySpan<char> path)
    {
        if (name is not null) return routes.TryGetValue(name, out var route) ? new RouteTarget(route, port) : null;
        return rules.TryFind(host, path, out var target) ? target : null;
    }

    internal static RouteTable Of(TrafficSnapshot snapshot, GaugeShelf shelf)
    {
        var table = new RouteTable(snapshot);
        foreach (var route in snapshot.Routes)
        {
            var backends = route.Backends.Select(backend => new TableBackend(
                backend.Release,
                shelf.Tally(route.Name, backend.Release),
                [.. backend.Replicas.Select(shelf.Gauge)])).ToArray();
            var weights = route.Backends.Select(backend => backend.Replicas.Count == 0 ? 0 : backend.Weight).ToArray();
            var entry = new TableRoute(route, shelf.Gate(route.Name), backends, Rotation.Of(weights));
            table.routes.Add(route.Name, entry);
            foreach (var rule in route.Rules) table.rules.Add(rule.Host, rule.Path, new RouteTarget(entry, rule.Port));
        }
        return table;
    }
}
