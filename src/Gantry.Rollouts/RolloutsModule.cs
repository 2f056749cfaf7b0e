using Gantry.Resources.Platforms;
using Gantry.Control;
using Gantry.Rollouts.Effects;

namespace Gantry.Rollouts;

/// <summary>The door of the module.</summary>
public static class RolloutsModule
{
    public static IController Controller(IResourceStore store, PlatformIdentity platform, TimeProvider time) =>
        new RolloutController(store, platform, new SteadyTime(time));
}
