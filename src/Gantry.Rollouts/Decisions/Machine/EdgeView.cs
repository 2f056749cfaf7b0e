using System.Globalization;
using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Edges;
using Gantry.Resources.Routes;

namespace Gantry.Rollouts.Decisions;

/// <summary>What every edge is known to do. What one of them has not acknowledged has not happened.</summary>
internal static class EdgeView
{
    /// <summary>The name of a route or replica in snapshots and reports: <c>production/shop.web</c>.</summary>
    public static string Name(Key key) => string.Create(CultureInfo.InvariantCulture, $"{key.Scope}/{key.Name}");

    /// <summary>Every edge serves the route as it stands, or no longer serves it when it was removed.</summary>
    public static bool Acknowledged(World world, Key route)
    {
        var since = world.Get(route)?.Version ?? world.LastRemoval(route.Kind);
        return world.List<EdgeSpec, EdgeStatus>(Kinds.Edge).All(e => e.Status is { Connected: true } s && s.Serves >= since);
    }

    /// <summary>No route names the replica, every edge knows, and none has anything open to it.</summary>
    public static bool Released(World world, Key service, string replica) =>
        (world.Get(service)?.Spec is not RouteSpec route || !route.Backends.Any(b => b.Replicas.Contains(replica)))
        && Acknowledged(world, service)
        && Edges(world).All(e => !e!.Lingering.Contains(Name(ResourceNames.Replica(service.Scope, replica))));

    public static IEnumerable<ListenFailure> ListenFailures(World world, IEnumerable<Key> routes)
    {
        var names = routes.Select(Name).ToHashSet(StringComparer.Ordinal);
        return Edges(world).SelectMany(e => e?.ListenFailures ?? []).Where(f => names.Contains(f.Route));
    }

    private static IEnumerable<EdgeReport?> Edges(World world) =>
        world.List<EdgeSpec, EdgeStatus>(Kinds.Edge).Select(e => e.Status is { Connected: true } s ? s.Report : null);
}
