using Gantry.Resources.Apps;
using Gantry.Resources.Traffic;

namespace Gantry.Integration.Edge.Harness;

/// <summary>Short ways to say a snapshot.</summary>
internal static class Wanted
{
    public const string Web = "production/shop.web";

    public static TrafficSnapshot Snapshot(long revision, params SnapshotRoute[] routes) =>
        new() { Revision = revision, Platform = "test", Routes = routes };

    /// <summary>A route for every host, to port 80 of these replicas.</summary>
    public static SnapshotRoute Route(params Backend[] backends) => Bare(1, backends) with { Rules = [new RouteRule(null, "/", 80)] };

    /// <summary>A route without rules.</summary>
    public static SnapshotRoute Bare(int release, params Backend[] backends) => Bare(release, [.. backends.Select(backend => new SnapshotReplica(backend.Name, backend.Address.ToString()))]);

    public static SnapshotRoute Bare(int release, params SnapshotReplica[] replicas) => new()
    {
        Name = Web,
        Generation = release,
        Address = "",
        Backends = [new SnapshotBackend(release, 100, replicas)],
        HoldTimeout = TimeSpan.FromSeconds(20),
        DrainTimeout = TimeSpan.FromSeconds(20),
    };
}
