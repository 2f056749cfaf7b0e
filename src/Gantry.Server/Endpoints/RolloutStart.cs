using Gantry.Control;
using Gantry.Resources;
using Gantry.Rollouts.Decisions;

namespace Gantry.Server.Endpoints;

/// <summary>What a request came to: judged on the world as it was when it was committed.</summary>
/// <param name="Rollout">The rollout that was started, or that was at work on just this; null when nothing was started.</param>
/// <param name="Revision">Watch from here to miss nothing of it; the follower passes over what it knows.</param>
internal sealed record RolloutStart(Accepted Accepted, int? Rollout, long Revision)
{
    /// <summary>How often a request is judged again when the world changed under it: by each of the others that start something at the same time.</summary>
    private const int Attempts = 200;

    /// <param name="judge">Judges on the store's current world.</param>
    /// <param name="starts">False: nothing is stored.</param>
    public static async Task<RolloutStart> JudgeAsync(
        IResourceStore store, Func<Accepted> judge, string app, string environment, bool starts, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var accepted = judge();
            if (accepted.Joins) return new RolloutStart(accepted, accepted.Rollout, Before(store.Current, environment, app, accepted.Rollout));
            if (accepted.Transaction is not { } transaction || !starts) return new RolloutStart(accepted, null, store.Current.Revision);
            var commit = await store.CommitAsync(transaction, cancel);
            if (commit.Committed) return new RolloutStart(accepted, accepted.Rollout, Math.Max(0, commit.Revision - transaction.Changes.Count));
        }

        return new RolloutStart(Accepted.Refused(new Problem(app, "store.conflict", "The app changed faster than the request could be judged.", "Run the command again.")), null, 0);
    }

    /// <summary>The newest change of a rollout that is at work says all that has come of it.</summary>
    private static long Before(World world, string environment, string app, int rollout) =>
        world.Get(ResourceNames.Rollout(environment, app, rollout)) is { } found ? found.Version - 1 : world.Revision;
}
