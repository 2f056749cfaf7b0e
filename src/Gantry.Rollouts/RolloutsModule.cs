using Gantry.Resources.Platforms;
using Gantry.Control;
using Gantry.Rollouts.Decisions;
using Gantry.Rollouts.Effects;

namespace Gantry.Rollouts;

/// <summary>The door of the module.</summary>
public static class RolloutsModule
{
    /// <summary>How many releases, and how many rollouts, of an app are kept beyond those that something needs.</summary>
    public const int Kept = Forgetting.Kept;

    public static IController Controller(IResourceStore store, PlatformIdentity platform, TimeProvider time, int kept = Kept) =>
        new RolloutController(store, platform, new SteadyTime(time), kept);
}
