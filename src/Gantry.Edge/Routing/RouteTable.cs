using Gantry.Edge.Decisions;
using Gantry.Edge.Decisions.Matching;
using Gantry.Edge.Routing.Rules;
using Gantry.Edge.Tls.Clients;
using Gantry.Resources.Apps;
using Gantry.Resources.Certificates;
using Gantry.Resources.Traffic;

namespace Gantry.Edge.Routing;

/// <summary>A route, and the port of its replicas that is meant.</summary>
/// <param name="IsForTls">The rule that led here is for HTTPS.</param>
/// <param name="Rule">What else that rule says; null: nothing.</param>
public readonly record struct RouteTarget(TableRoute Route, int Port, bool IsForTls = false, RuleDetail? Rule = null);

/// <summary>What a client wants: a route by name and port, or whatever the rules say of a host and path.</summary>
/// <param name="IsSecure">The client came over TLS.</param>
public readonly record struct RouteQuery(string? Route, int Port, string Host, string Path, bool IsSecure = false)
{
    /// <summary>What else is asked of the request; null: it is none of HTTP.</summary>
    public IRequestFacts? Facts { get; init; }

    /// <summary>What the client has shown of itself; null: it was not asked.</summary>
    public ClientProof? Proof { get; init; }

    public static RouteQuery ByName(string route, int port) => new(route, port, "", "");

    public static RouteQuery ByRule(string host, string path, bool isSecure = false) => new(null, 0, host, path, isSecure);
}

/// <summary>
/// One snapshot, ready to be looked up. Immutable; the gauges and gates it points to live longer. Made from the table before it:
/// a route that is the same object in both snapshots is the same here, and names and rules are made anew only where they differ.
/// </summary>
public sealed class RouteTable
{
    private readonly RouteRoster routes;
    private readonly HostRules<RuleEntry> rules;

    /// <summary>Serves nothing: what an edge has before its first snapshot.</summary>
    public static RouteTable Empty { get; } = new(null, new RouteRoster(new Dictionary<string, int>(StringComparer.Ordinal), []), new HostRules<RuleEntry>(), [], []);

    private RouteTable(TrafficSnapshot? snapshot, RouteRoster routes, HostRules<RuleEntry> rules, IReadOnlyList<TableRoute> fresh, IReadOnlyList<TableRoute> dropped)
    {
        Snapshot = snapshot;
        (this.routes, this.rules, Fresh, Dropped) = (routes, rules, fresh, dropped);
    }

    public TrafficSnapshot? Snapshot { get; }
    public long Revision => Snapshot?.Revision ?? 0;
    public IReadOnlyDictionary<string, TableRoute> Routes => routes;

    /// <summary>What is new or other than in the table before.</summary>
    public IReadOnlyList<TableRoute> Fresh { get; }

    /// <summary>What was other in the table before, or is no more.</summary>
    internal IReadOnlyList<TableRoute> Dropped { get; }

    /// <summary>Every replica of every backend, also of those without weight.</summary>
    public IEnumerable<ReplicaGauge> Replicas => routes.Values.SelectMany(route => route.Backends).SelectMany(backend => backend.Replicas);

    public RouteTarget? Find(in RouteQuery query) => Find(query.Route, query.Port, query.Host, query.Path, query.Facts);

    /// <inheritdoc cref="RouteQuery"/>
    public RouteTarget? Find(string? name, int port, ReadOnlySpan<char> host, ReadOnlySpan<char> path, IRequestFacts? facts)
    {
        if (name is not null) return routes.TryGetValue(name, out var route) ? new RouteTarget(route, port) : null;
        var choice = new RuleEntry.Choice(facts);
        return rules.TryFind(host, path, ref choice, out var target) ? new RouteTarget(routes[target.Place], target.Port, target.IsForTls, target.Detail) : null;
    }

    /// <summary>What an authority is answered that asks a host for a path (RFC 8555, 8.3); null: somebody asks for something else.</summary>
    public string? ChallengeAnswer(ReadOnlySpan<char> host, ReadOnlySpan<char> path)
    {
        if (Snapshot?.Challenges is not { } challenges || !path.StartsWith(HostChallenge.Path, StringComparison.Ordinal)) return null;
        var name = HostRules<int>.NameOf(host);
        var token = path[HostChallenge.Path.Length..];
        foreach (var challenge in challenges)
        {
            if (challenge.Kind == ChallengeKind.Http01 && token.SequenceEqual(challenge.Token) && name.Equals(challenge.Host, StringComparison.OrdinalIgnoreCase)) return challenge.Answer;
        }
        return null;
    }

    internal static RouteTable Of(TrafficSnapshot snapshot, RouteTable before, GaugeShelf shelf)
    {
        var sameNames = HaveSameNames(snapshot.Routes, before.routes);
        var (fresh, dropped) = (new List<TableRoute>(), new List<TableRoute>());
        var entries = new TableRoute[snapshot.Routes.Count];
        var places = sameNames ? before.routes.Places : new Dictionary<string, int>(entries.Length, StringComparer.Ordinal);
        var sameRules = sameNames;
        for (var place = 0; place < entries.Length; place++)
        {
            var spec = snapshot.Routes[place];
            if (!sameNames) places.Add(spec.Name, place);
            var known = sameNames ? before.routes[place] : before.routes.GetValueOrDefault(spec.Name);
            if (ReferenceEquals(known?.Spec, spec))
            {
                entries[place] = known;
                continue;
            }
            fresh.Add(entries[place] = Entry(spec, shelf));
            if (known is not null) dropped.Add(known);
            sameRules = sameRules && known!.Spec.Rules.SequenceEqual(spec.Rules);
        }
        if (!sameNames) dropped.AddRange(before.routes.Values.Where(route => !places.ContainsKey(route.Name)));
        return new RouteTable(snapshot, new RouteRoster(places, entries), sameRules ? before.rules : Rules(entries), fresh, dropped);
    }

    private static bool HaveSameNames(IReadOnlyList<SnapshotRoute> specs, RouteRoster before)
    {
        if (specs.Count != before.Count) return false;
        for (var place = 0; place < specs.Count; place++)
        {
            if (!ReferenceEquals(specs[place], before[place].Spec) && specs[place].Name != before[place].Name) return false;
        }
        return true;
    }

    private static TableRoute Entry(SnapshotRoute spec, GaugeShelf shelf)
    {
        var backends = spec.Backends.Select(backend => new TableBackend(
            backend.Release,
            shelf.Tally(spec.Name, backend.Release),
            [.. backend.Replicas.Select(shelf.Gauge)])).ToArray();
        var weights = spec.Backends.Select(backend => backend.Replicas.Count == 0 ? 0 : backend.Weight).ToArray();
        return new TableRoute(spec, shelf.Gate(spec.Name), backends, weights, shelf.Time);
    }

    private static HostRules<RuleEntry> Rules(TableRoute[] routes)
    {
        var rules = new HostRules<RuleEntry>();
        for (var place = 0; place < routes.Length; place++)
        {
            var route = routes[place];
            route.Gate.KeepRates(route.Spec.Rules);
            foreach (var rule in route.Spec.Rules)
            {
                var entry = new RuleEntry(place, rule.Port, rule.Tls != RouteTls.Off, RuleDetail.Of(rule, route.Gate));
                ref var slot = ref rules.Slot(rule.Host, rule.Path, rule.Exact, out var exists);
                slot = exists ? slot.With(entry) : entry;
            }
        }
        return rules;
    }
}
