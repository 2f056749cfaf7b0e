using Gantry.Resources.Apps;
using Gantry.Resources.Traffic;

namespace Gantry.Tests.Edge;

/// <summary>Short ways to say a snapshot.</summary>
internal static class Snapshots
{
    public const string Web = "production/shop.web";

    public static TrafficSnapshot Of(long revision, params SnapshotRoute[] routes) =>
        new() { Revision = revision, Platform = "test", Routes = routes };

    public static SnapshotRoute Route(params SnapshotBackend[] backends) => new()
    {
        Name = Web,
        Generation = 1,
        Address = "",
        Backends = backends,
        HoldTimeout = TimeSpan.FromSeconds(30),
        DrainTimeout = TimeSpan.FromSeconds(20),
        Rules = [new RouteRule(null, "/", 80)],
    };

    public static SnapshotBackend Backend(int release, int weight, params string[] replicas) =>
        new(release, weight, [.. replicas.Select(name => new SnapshotReplica(name, $"127.0.0.{Number(name)}"))]);

    private static int Number(string name) => name[^1] - 'a' + 2;
}
