using Gantry.Control;
using Gantry.Engine.Effects;
using Gantry.Engine.Probes;
using Gantry.Resources.Platforms;

namespace Gantry.Engine;

/// <summary>The door of the module.</summary>
public static class EngineModule
{
    /// <summary>The module's controllers. The simulation passes its own engine and prober, the server <see cref="DockerEngine"/> and <see cref="NetworkProber"/>.</summary>
    public static IReadOnlyList<IController> Controllers(
        IResourceStore store, IContainerEngine engine, IProber prober, PlatformIdentity platform, TimeProvider time) =>
        [new ReplicaController(store, engine, prober, platform, time), new CollectionController(store, engine, platform), new ImageController(store, engine, platform)];
}
