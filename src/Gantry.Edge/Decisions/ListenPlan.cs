using System.Net;
using Gantry.Resources.Edges;
using Gantry.Resources.Traffic;

namespace Gantry.Edge.Decisions;

/// <summary>What an address that the edge listens on leads to.</summary>
/// <param name="Route">Null for the HTTP address, where rules decide.</param>
/// <param name="Callers">Who may connect; null for everybody.</param>
/// <param name="SpeaksHttp">Clients of this port are known to speak HTTP, so it is safe to wait for their first byte.</param>
public sealed record ListenTarget(string? Route, int Port, HashSet<IPAddress>? Callers, bool SpeaksHttp)
{
    /// <summary>The HTTPS address: connections begin with a handshake.</summary>
    public bool IsTls { get; init; }

    /// <summary>Of services that call each other; what they say of forwarding is believed.</summary>
    public bool IsPrivate => Callers is not null;
}

/// <summary>
/// Every address to listen on, and those that cannot be because another route has them. Made from the plan before: what a route
/// wants is looked at again only if the route is another object.
/// </summary>
public sealed class ListenPlan
{
    private readonly Dictionary<IPEndPoint, ListenTarget> targets;
    private readonly Dictionary<string, RouteListens> routes;
    private readonly OwnAddresses own;

    private ListenPlan(OwnAddresses own, Dictionary<IPEndPoint, ListenTarget> targets, Dictionary<string, RouteListens> routes, IReadOnlyList<ListenFailure> conflicts)
    {
        (this.own, this.targets, this.routes) = (own, targets, routes);
        Conflicts = conflicts;
    }

    public IReadOnlyDictionary<IPEndPoint, ListenTarget> Targets => targets;
    public IReadOnlyList<ListenFailure> Conflicts { get; }

    /// <summary>The same object for plans with the same addresses, one made from the other.</summary>
    private object Addresses { get; init; } = new();

    /// <summary>Nowhere at all.</summary>
    public static ListenPlan Nothing { get; } = new(new OwnAddresses(new IPEndPoint(IPAddress.None, 0), null), [], [], []);

    /// <summary>What an edge without a snapshot listens on.</summary>
    /// <param name="http">Where rules decide.</param>
    /// <param name="https">The same with TLS, as soon as a rule is for it; null: nowhere.</param>
    public static ListenPlan Of(IPEndPoint http, IPEndPoint? https = null) => Whole(new OwnAddresses(http, https), [], []);

    /// <summary>Both are known to have the same addresses; at most what they lead to is other.</summary>
    public bool HasAddressesOf(ListenPlan other) => Addresses == other.Addresses;

    /// <param name="publish">For published ports that name no address.</param>
    public ListenPlan With(TrafficSnapshot snapshot, IPAddress publish)
    {
        var next = new Dictionary<string, RouteListens>(snapshot.Routes.Count, StringComparer.Ordinal);
        var (fresh, dropped) = (new List<RouteListens>(), new List<RouteListens>());
        foreach (var route in snapshot.Routes)
        {
            var known = routes.GetValueOrDefault(route.Name);
            var listens = ReferenceEquals(known?.Spec, route) ? known : RouteListens.Of(route, publish);
            next.Add(route.Name, listens);
            if (listens == known) continue;
            fresh.Add(listens);
            if (known is not null) dropped.Add(known);
        }
        // Who gives way in a conflict depends on the order of all of them.
        if (Conflicts.Count == 0 && own.Count(next) == own.Count(routes) && Differences(next, fresh, dropped) is { } plan) return plan;
        return Whole(own, snapshot.Routes.Select(route => next[route.Name]), next);
    }

    private ListenPlan? Differences(Dictionary<string, RouteListens> next, List<RouteListens> fresh, List<RouteListens> dropped)
    {
        if (next.Count + dropped.Count != routes.Count + fresh.Count) dropped.AddRange(routes.Where(entry => !next.ContainsKey(entry.Key)).Select(entry => entry.Value));
        var changed = new Dictionary<IPEndPoint, ListenTarget>(targets);
        foreach (var (at, _) in dropped.SelectMany(listens => listens.Wanted)) changed.Remove(at);
        var same = changed.Count + fresh.Sum(listens => listens.Wanted.Length) == targets.Count;
        foreach (var (at, target) in fresh.SelectMany(listens => listens.Wanted))
        {
            if (!changed.TryAdd(at, target)) return null;
            same = same && targets.ContainsKey(at);
        }
        return new ListenPlan(own, changed, next, []) { Addresses = same ? Addresses : new object() };
    }

    private static ListenPlan Whole(OwnAddresses own, IEnumerable<RouteListens> listens, Dictionary<string, RouteListens> routes)
    {
        var targets = own.Of(routes);
        var conflicts = new List<ListenFailure>();
        foreach (var (at, target) in listens.SelectMany(route => route.Wanted))
        {
            if (targets.TryAdd(at, target)) continue;
            var owner = targets[at].Route is { } name ? $"route {name}" : $"the {(targets[at].IsTls ? "HTTPS" : "HTTP")} listener of this edge";
            conflicts.Add(new ListenFailure(target.Route!, at.Address.ToString(), at.Port, $"taken by {owner}"));
        }
        return new ListenPlan(own, targets, routes, conflicts);
    }
}
