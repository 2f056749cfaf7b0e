using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Edges;
using Gantry.Resources.Platforms;

namespace Gantry.Server.Edges;

/// <summary>
/// Where the platform's edge is. There is one, whoever leads: the one that the platform knows is taken over together with its
/// last snapshot and its open connections, as long as its home is on this machine.
/// </summary>
internal static class EdgePlace
{
    public const string Name = "local";

    public static async Task<PlatformPaths> EnsureAsync(IResourceStore store, PlatformPaths own, CancellationToken cancel)
    {
        var key = ResourceNames.Edge(Name);
        var known = store.Current.Get(key)?.Spec as EdgeSpec;
        if (known is not null && HomeOf(known.Socket) is { } home && Directory.Exists(home.Run)) return home;
        await store.CommitAsync(new Transaction("gantryd", new PutSpec(key, new EdgeSpec { Socket = SocketOf(own) }, "the edge of this machine")), cancel);
        return own;
    }

    /// <summary>The home of the edge that the platform knows; its own if there is none yet.</summary>
    public static PlatformPaths Of(World world, PlatformPaths own) =>
        world.Get(ResourceNames.Edge(Name))?.Spec is EdgeSpec known && HomeOf(known.Socket) is { } home ? home : own;

    public static string SocketOf(PlatformPaths paths) => Path.Combine(paths.Run, "edge.sock");

    private static PlatformPaths? HomeOf(string socket) =>
        Path.GetDirectoryName(Path.GetDirectoryName(socket)) is { Length: > 0 } home && SocketOf(new PlatformPaths(home)) == socket ? new PlatformPaths(home) : null;
}
