using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Releases;
using Gantry.Resources.Replicas;
using Gantry.Resources.Rollouts;

namespace Gantry.Rollouts.Decisions;

/// <summary>
/// Lets go of releases and rollouts beyond the newest, so that an app takes the same room however often it was released. What
/// serves, what served before and what still has a replica stays.
/// </summary>
internal static class Forgetting
{
    /// <summary>So many rollouts and so many releases of an app are kept.</summary>
    public const int Kept = 20;

    /// <summary>A platform that has kept everything for years lets go of it bit by bit.</summary>
    private const int AtOnce = 50;

    public static void Decide(Scratch scratch, string environment, string app, int kept)
    {
        var world = scratch.World;
        // A rollout at work may have to go back to any of them.
        if (AtWork.Of(world, environment, app) is not null || world.Get<AppSpec, AppStatus>(ResourceNames.App(environment, app)) is not { } owner) return;
        var status = owner.Status ?? new AppStatus();
        var rollouts = Old(world.List<RolloutSpec, RolloutStatus>(Kinds.Rollout, environment, app).Select(r => (r.Key, r.Spec.Number)), kept);
        var releases = Old(world.List(Kinds.Release, environment, app).Select(r => (r.Key, r.SpecAs<ReleaseSpec>().Number)), kept)
            .Where(r => r.Number != status.Live && r.Number != status.Previous && !IsUsed(r.Number));
        List<(Key Key, int Number)> gone = [.. rollouts.Concat(releases).Take(AtOnce)];
        if (gone.Count == 0) return;
        foreach (var (key, _) in gone)
        {
            scratch.Delete(key, $"no longer kept: not among the newest {kept}, and nothing needs it");
            // How it was decided goes with what it was decided about.
            if (key.Kind == Kinds.Release && world.Get(key with { Kind = Kinds.Admission }) is { } admission) scratch.Delete(admission.Key, "its release is no longer kept");
        }

        var forgotten = gone.Where(g => g.Key.Kind == Kinds.Rollout).Select(g => g.Number).Append(status.Forgotten).Max();
        // Whoever has just asked to go back to one of them has changed the app: then this is decided anew.
        scratch.StatusOf(owner.Key, status with { Forgotten = forgotten }, "old releases and rollouts are no longer kept");

        // Asked of old releases alone: an app that keeps what it has pays nothing for it.
        bool IsUsed(int release) => world.List<ReplicaSpec, ReplicaStatus>(Kinds.Replica, environment, app).Any(r => r.Spec.Release == release);
    }

    private static IEnumerable<(Key Key, int Number)> Old(IEnumerable<(Key Key, int Number)> all, int kept)
    {
        var sorted = all.OrderBy(r => r.Number).ToList();
        return sorted.Take(Math.Max(0, sorted.Count - kept));
    }
}
