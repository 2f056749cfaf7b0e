using System.Text.Json;
using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Traffic;

namespace Gantry.Traffic.Decisions;

/// <summary>What an edge is to serve.</summary>
/// <param name="Since">The revision of the last change of any route: what is acknowledged from here on holds for all of them.</param>
public sealed record WantedTraffic(TrafficSnapshot Snapshot, long Since);

/// <summary>
/// Makes snapshots of worlds that follow each other. Only apps that changed are looked at again, and a route that is as it was
/// is the same object as before, so that finding what changed costs next to nothing however many routes there are.
/// </summary>
public sealed class SnapshotMemory(string platform)
{
    private Dictionary<(string Scope, string App), Part> _parts = [];

    public WantedTraffic Of(World world)
    {
        var (parts, routes, since) = (new Dictionary<(string, string), Part>(_parts.Count), new List<SnapshotRoute>(), world.LastRemoval(Kinds.Route));
        foreach (var app in world.Apps(Kinds.Route))
        {
            var part = parts[app] = Now(world, app.Scope, app.App);
            routes.AddRange(part.Made);
            since = Math.Max(since, part.Since);
        }
        _parts = parts;
        var (challenges, shown) = SnapshotDecision.Challenges(world);
        return new WantedTraffic(new TrafficSnapshot { Platform = platform, Revision = world.Revision, Routes = routes, Challenges = challenges }, Math.Max(since, shown));
    }

    private Part Now(World world, string scope, string app)
    {
        var (routes, replicas) = (world.Part(Kinds.Route, scope, app), world.Part(Kinds.Replica, scope, app));
        var known = _parts.GetValueOrDefault((scope, app));
        if (known is not null && ReferenceEquals(known.Routes, routes) && ReferenceEquals(known.Replicas, replicas)) return known;
        var made = SnapshotDecision.Routes(world, scope, app);
        var before = known?.Made.ToDictionary(r => r.Name, StringComparer.Ordinal) ?? [];
        return new Part(routes, replicas, [.. made.Select(r => before.TryGetValue(r.Name, out var was) && Same(was, r) ? was : r)], routes.Values.Max(r => r.Version));
    }

    private static bool Same(SnapshotRoute a, SnapshotRoute b) =>
        Bytes(a).AsSpan().SequenceEqual(Bytes(b));

    private static byte[] Bytes(SnapshotRoute route) => JsonSerializer.SerializeToUtf8Bytes(route, GantryJson.Default.SnapshotRoute);

    private sealed record Part(object Routes, object Replicas, IReadOnlyList<SnapshotRoute> Made, long Since);
}
