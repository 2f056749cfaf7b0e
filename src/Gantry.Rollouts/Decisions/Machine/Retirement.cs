using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Replicas;
using Gantry.Resources.Routes;

namespace Gantry.Rollouts.Decisions;

/// <summary>Takes away what is no longer needed: warm replicas whose time is up, one-offs that have ended, strays.</summary>
internal static class Retirement
{
    /// <summary>How long a one-off that has ended can still be asked for its log.</summary>
    public static readonly TimeSpan JobKept = TimeSpan.FromMinutes(10);

    public static TimeSpan? Decide(Scratch scratch, string environment, string app, DateTimeOffset now)
    {
        TimeSpan? wake = null;
        // Until a rollout has ended, anything that was there may have to be put back.
        if (AtWork.Of(scratch.World, environment, app) is not null) return null;
        var replicas = scratch.World.List<ReplicaSpec, ReplicaStatus>(Kinds.Replica, environment, app).Where(r => r.Spec.Wanted == Wanted.Running).ToList();
        foreach (var replica in replicas)
        {
            var route = ResourceNames.Route(environment, app, replica.Spec.Service);
            if (Serves(scratch.World, route, replica.Key.Name)) continue;
            var at = replica.Spec.RetireAt;
            if (at is null)
            {
                if (replica.Spec.Kind == ReplicaKind.Job && replica.Status?.Phase is not (ReplicaPhase.Exited or ReplicaPhase.Failed)) continue;
                at = replica.Spec.Kind == ReplicaKind.Job ? now + JobKept : now;
                scratch.Retire(replica, at, replica.Spec.Kind == ReplicaKind.Job ? "it has ended" : "nothing needs it");
            }
            if (at > now) wake = wake is { } w && w < at - now ? w : at - now;
            else if (EdgeView.Released(scratch.World, route, replica.Key.Name))
            {
                var current = scratch.World.Get<ReplicaSpec, ReplicaStatus>(replica.Key)!;
                scratch.Spec(replica.Key, current.Spec with { Wanted = Wanted.Absent }, "retired");
            }
        }
        return wake;
    }

    private static bool Serves(World world, Key route, string replica) =>
        world.Get(route)?.Spec is RouteSpec r && r.Backends.Any(b => b.Replicas.Contains(replica));
}
