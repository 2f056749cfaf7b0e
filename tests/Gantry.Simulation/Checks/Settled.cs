using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Replicas;
using Gantry.Resources.Routes;
using Gantry.Simulation.Platform;

namespace Gantry.Simulation.Checks;

/// <summary>Whether everything is as wanted: store, containers, networks and edge agree, and serve what is live.</summary>
public static class Settled
{
    /// <summary>What is not as it should be. Empty: converged.</summary>
    /// <param name="tidy">Nothing may be warm any more.</param>
    public static List<string> Differences(Room room, bool tidy)
    {
        var world = room.Disk.Now;
        var wrong = new List<string>();
        if (room.Gantryd is not { Store: not null }) wrong.Add("gantryd is not running");
        if (room.Edge.Life is not { Serves: true }) wrong.Add("the edge is not serving");
        foreach (var app in world.List<AppSpec, AppStatus>(Kinds.App)) wrong.AddRange(App(room, world, app, tidy));
        wrong.AddRange(Containers(room, world));
        wrong.AddRange(Networks(room, world));
        return wrong;
    }

    private static IEnumerable<string> App(Room room, World world, Resource<AppSpec, AppStatus> app, bool tidy)
    {
        if (Expectation.Running(world, app) is { } running)
        {
            yield return $"rollout {running.Key.Name} is at step {running.Status?.Step} and has not ended ({running.Status?.Phase})";
            yield break;
        }
        // It says that it could not put back what was there; then nothing but that nobody waits for ever is promised.
        if (Expectation.GaveUp(world, app.Key.Name) && room.Faults > 0)
        {
            foreach (var held in world.List(Kinds.Route).Select(r => r.SpecAs<RouteSpec>()).Where(r => r.App == app.Key.Name && r.Hold)) yield return $"{app.Key.Name}.{held.Service} is held for ever";
            yield break;
        }
        foreach (var kind in (string[])[Kinds.Rollout, Kinds.Release])
        {
            // What serves and what served before are kept however old they are, and so is what still has a replica.
            var bound = room.Kept + (kind == Kinds.Release ? 2 + world.List(Kinds.Replica, app.Key.Scope, app.Key.Name).Count() : 0);
            if (world.List(kind, app.Key.Scope, app.Key.Name).Count() is var count && count > bound) yield return $"{app.Key.Name} keeps {count} of {kind}, and {bound} are to be kept";
        }
        var live = Expectation.Live(world, app);
        if (app.Status is { Live: { } number } && live is null) yield return $"release {number} of {app.Key.Name} is live and no longer kept";
        if (app.Status is { Previous: { } before } && Expectation.Release(world, app, before) is null) yield return $"release {before} of {app.Key.Name} served before and is no longer kept";
        var services = live?.Definition.Services.Where(s => !s.OneOff).ToList() ?? [];
        var routes = world.List(Kinds.Route).Select(r => r.SpecAs<RouteSpec>()).Where(r => r.App == app.Key.Name).ToDictionary(r => r.Service, StringComparer.Ordinal);
        foreach (var extra in routes.Keys.Except(services.Select(s => s.Name)).Order(StringComparer.Ordinal)) yield return $"{app.Key.Name} has a route to {extra}, which is not live";
        var serving = new HashSet<string>(StringComparer.Ordinal);
        foreach (var service in services)
        {
            if (!routes.TryGetValue(service.Name, out var route))
            {
                yield return $"{app.Key.Name}.{service.Name} is live and has no route";
                continue;
            }
            var replicas = route.Backends.SelectMany(b => b.Replicas).ToList();
            serving.UnionWith(replicas);
            foreach (var difference in Service(room, world, live!.Service(service.Name)!.Fingerprint, service, route, replicas)) yield return $"{app.Key.Name}.{service.Name}: {difference}";
        }
        foreach (var replica in world.List<ReplicaSpec, ReplicaStatus>(Kinds.Replica).Where(r => r.Spec.App == app.Key.Name && !serving.Contains(r.Key.Name)))
        {
            if (replica.Spec.Wanted == Wanted.Absent) yield return $"{replica.Key.Name} is not gone yet";
            else if (tidy) yield return $"{replica.Key.Name} is still there and serves nothing";
        }
    }

    private static IEnumerable<string> Service(Room room, World world, string fingerprint, ServiceDefinition service, RouteSpec route, List<string> replicas)
    {
        if (route.Hold) yield return "its requests are held";
        if (replicas.Count != service.Replicas) yield return $"{replicas.Count} replicas serve instead of {service.Replicas}";
        var table = room.Edge.Life?.Switch.Table.Routes.GetValueOrDefault($"production/{route.App}.{service.Name}");
        foreach (var name in replicas)
        {
            var replica = world.Get<ReplicaSpec, ReplicaStatus>(ResourceNames.Replica("production", name));
            if (replica?.Spec.Fingerprint != fingerprint) yield return $"{name} is not what was released";
            if (replica?.Status?.Phase != ReplicaPhase.Ready) yield return $"{name} is {replica?.Status?.Phase.ToString() ?? "unknown"}: {replica?.Status?.Problem?.Message}";
            if (replica?.Spec.RetireAt is not null) yield return $"{name} serves and is to be retired";
            var container = room.Engine.Containers.FirstOrDefault(c => c.Replica == name);
            if (container is not { Runs: true } || (service.Expose.Count > 0 && !container.Listens)) yield return $"{name} does not run";
            if (table?.Backends.SelectMany(b => b.Replicas).All(g => g.Replica() != name) != false) yield return $"the edge does not send requests to {name}";
        }
        if (table?.Backends.SelectMany(b => b.Replicas).FirstOrDefault(g => !replicas.Contains(g.Replica())) is { } other) yield return $"the edge sends requests to {other.Name}";
        if (table?.Backends.SelectMany(b => b.Replicas).FirstOrDefault(g => g.Health.IsDown) is { } down) yield return $"the edge takes {down.Name} for down";
        if (table?.Spec.Hold == true) yield return "the edge holds its requests";
    }

    private static IEnumerable<string> Containers(Room room, World world)
    {
        var known = world.List<ReplicaSpec, ReplicaStatus>(Kinds.Replica).ToDictionary(r => r.Key.Name, StringComparer.Ordinal);
        foreach (var touched in room.Neighbours.Touched()) yield return touched;
        foreach (var twice in room.Neighbours.Ours.GroupBy(c => c.Replica).Where(g => g.Count() > 1)) yield return $"{twice.Key} has {twice.Count()} containers";
        foreach (var container in room.Neighbours.Ours)
        {
            if (known.GetValueOrDefault(container.Replica) is { } replica && replica.Spec.Container.ImageId != container.Order.Spec.ImageId) yield return $"{container.Name} runs {container.Order.Spec.ImageId} instead of {replica.Spec.Container.ImageId}";
            if (!known.ContainsKey(container.Replica)) yield return $"the container {container.Name} belongs to nothing";
        }
        foreach (var (name, replica) in known)
        {
            if (replica.Spec is { Kind: ReplicaKind.Service, Wanted: Wanted.Running } && room.Engine.Containers.All(c => c.Replica != name)) yield return $"{name} has no container";
        }
    }

    private static IEnumerable<string> Networks(Room room, World world)
    {
        var used = world.List(Kinds.Replica).Select(r => r.SpecAs<ReplicaSpec>().App).Concat(world.List(Kinds.Route).Select(r => r.SpecAs<RouteSpec>().App)).ToHashSet(StringComparer.Ordinal);
        return room.Engine.Networks.All.Where(n => n.Labels.GetValueOrDefault(Gantry.Engine.GantryLabels.Platform) == room.Platform.Id && !used.Contains(n.Labels[Gantry.Engine.GantryLabels.App])).Select(n => $"the network {n.Name} belongs to nothing");
    }
}
