using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Rollouts;

namespace Gantry.Rollouts.Decisions;

/// <summary>The rollout of an app that has not ended: there is one at most, and it is the last.</summary>
internal static class AtWork
{
    /// <summary>Null when none is at work.</summary>
    public static Resource<RolloutSpec, RolloutStatus>? Of(World world, string environment, string app) =>
        world.Get(ResourceNames.App(environment, app))?.Spec is AppSpec owner
        && world.Get<RolloutSpec, RolloutStatus>(ResourceNames.Rollout(environment, app, owner.LastRollout)) is { Status: null or { Ended: false } } last
            ? last : null;
}
