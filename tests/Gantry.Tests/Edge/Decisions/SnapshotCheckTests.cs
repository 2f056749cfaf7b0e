using Gantry.Edge.Decisions;
using Gantry.Resources.Apps;
using Gantry.Resources.Traffic;

namespace Gantry.Tests.Edge.Decisions;

public sealed class SnapshotCheckTests
{
    private static readonly SnapshotRoute Good = Snapshots.Route(Snapshots.Backend(1, 100, "a", "b"));

    [Fact]
    public void A_good_one_has_no_problems() => Assert.Empty(SnapshotCheck.Of(Snapshots.Of(1, Good)));

    public static TheoryData<string, SnapshotRoute> Bad => new()
    {
        { "snapshot.missing", Good with { Ports = null! } },
        { "snapshot.missing", Good with { Backends = [new SnapshotBackend(1, 1, null!)] } },
        { "snapshot.address", Good with { Address = "nowhere" } },
        { "snapshot.address", Good with { Callers = ["somebody"] } },
        { "snapshot.address", Good with { Published = [new PublishedPort("somewhere", 1, 1)] } },
        { "snapshot.address", Good with { Backends = [new SnapshotBackend(1, 1, [new SnapshotReplica("a", "")])] } },
        { "snapshot.port", Good with { Ports = [0] } },
        { "snapshot.port", Good with { Published = [new PublishedPort(null, 65536, 1)] } },
        { "snapshot.port", Good with { Rules = [new RouteRule(null, "/", 0)] } },
        { "snapshot.path", Good with { Rules = [new RouteRule(null, "api", 80)] } },
        { "snapshot.weight", Good with { Backends = [Snapshots.Backend(1, -1, "a")] } },
        { "snapshot.duration", Good with { DrainTimeout = TimeSpan.FromSeconds(-1) } },
        { "snapshot.replica", Good with { Backends = [new SnapshotBackend(1, 1, [new("a", "127.0.0.2"), new("a", "127.0.0.3")])] } },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_cannot_be_applied_is_named(string code, SnapshotRoute route) =>
        Assert.Equal(code, Assert.Single(SnapshotCheck.Of(Snapshots.Of(1, route))).Code);

    [Fact]
    public void A_route_comes_once() => Assert.Contains(SnapshotCheck.Of(Snapshots.Of(1, Good, Good)), problem => problem.Code == "snapshot.duplicate");

    [Fact]
    public void What_is_served_is_not_looked_at_again_but_for_what_others_have_in_common_with_it()
    {
        var bad = Good with { Ports = [0] };
        Assert.Empty(SnapshotCheck.Of(Snapshots.Of(2, bad), Snapshots.Of(1, bad)));
        var clash = Good with { Name = "production/shop.x", Backends = [new SnapshotBackend(1, 1, [new("a", "127.0.0.9")])] };
        Assert.Equal("snapshot.replica", Assert.Single(SnapshotCheck.Of(Snapshots.Of(2, Good, clash), Snapshots.Of(1, Good))).Code);
        Assert.Contains(SnapshotCheck.Of(Snapshots.Of(2, Good, Good), Snapshots.Of(1, Good)), problem => problem.Code == "snapshot.duplicate");
    }

    [Fact]
    public void Order_is_by_revision_within_a_platform()
    {
        var served = Snapshots.Of(5);
        Assert.Equal(Succession.Next, SnapshotOrder.Of(null, served, out _));
        Assert.Equal(Succession.Next, SnapshotOrder.Of(served, Snapshots.Of(6), out _));
        Assert.Equal(Succession.Same, SnapshotOrder.Of(served, Snapshots.Of(5), out _));
        Assert.Equal(Succession.Refused, SnapshotOrder.Of(served, Snapshots.Of(4), out var older));
        Assert.Equal("snapshot.older", older!.Code);
        Assert.Equal(Succession.Refused, SnapshotOrder.Of(served, Snapshots.Of(6) with { Platform = "other" }, out var other));
        Assert.Equal("snapshot.platform", other!.Code);
    }

    [Fact]
    public void A_snapshot_of_a_leader_that_was_deposed_is_refused_however_new_it_is()
    {
        var served = Snapshots.Of(5) with { Fence = 2 };
        Assert.Equal(Succession.Refused, SnapshotOrder.Of(served, Snapshots.Of(9) with { Fence = 1 }, out var deposed));
        Assert.Equal("snapshot.deposed", deposed!.Code);
        Assert.Equal(Succession.Same, SnapshotOrder.Of(served, Snapshots.Of(5) with { Fence = 2 }, out _));
        // The first word of a new leader may say nothing new; its predecessor is refused from there on.
        Assert.Equal(Succession.Next, SnapshotOrder.Of(served, Snapshots.Of(5) with { Fence = 3 }, out _));
        Assert.Equal(Succession.Refused, SnapshotOrder.Of(served, Snapshots.Of(4) with { Fence = 3 }, out var older));
        Assert.Equal("snapshot.older", older!.Code);
    }
}
