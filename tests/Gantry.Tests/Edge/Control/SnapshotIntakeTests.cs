using Gantry.Edge.Control;
using Gantry.Edge.Decisions;
using Gantry.Edge.Routing;
using Gantry.Resources.Traffic;
using static Gantry.Tests.Edge.Snapshots;

namespace Gantry.Tests.Edge.Control;

public sealed class SnapshotIntakeTests : IDisposable
{
    private readonly string home = Directory.CreateTempSubdirectory().FullName;
    private readonly TrafficSwitch traffic = new(TimeProvider.System);
    private readonly List<TrafficSnapshot> listened = [];

    public void Dispose() => Directory.Delete(home, recursive: true);

    [Fact]
    public void What_is_acknowledged_is_stored()
    {
        Assert.Equal(Intake.Applied, Take(Of(7, Route(Backend(1, 1, "a")))));
        Assert.Equal(7, Stored()!.Revision);
        Assert.Equal(7, traffic.Table.Revision);
        Assert.Single(listened);
    }

    [Fact]
    public void What_is_older_or_foreign_or_unusable_changes_nothing()
    {
        Take(Of(7, Route(Backend(1, 1, "a"))));
        var before = traffic.Table;
        Assert.Equal(Intake.Outdated, Take(Of(6)));
        Assert.Equal(Intake.Outdated, Take(Of(8) with { Platform = "other" }));
        Assert.Equal(Intake.Unusable, Take(Of(8, Route(Backend(1, -1, "a")))));
        Assert.Same(before, traffic.Table);
        Assert.Equal(7, Stored()!.Revision);
    }

    [Fact]
    public void The_same_again_is_acknowledged_again()
    {
        Take(Of(7));
        var before = traffic.Table;
        Assert.Equal(Intake.Applied, Take(Of(7)));
        Assert.Same(before, traffic.Table);
    }

    [Fact]
    public void What_cannot_be_stored_is_not_put_in_force()
    {
        Take(Of(7));
        Directory.CreateDirectory(Path.Combine(home, "snapshot.json.tmp"));
        Assert.Equal(Intake.NotStored, Take(Of(8)));
        Assert.Equal(7, traffic.Table.Revision);
    }

    [Fact]
    public void A_change_is_taken_by_who_serves_what_it_starts_from()
    {
        var intake = new SnapshotIntake(traffic, new SnapshotFile(home).Save, listened.Add);
        var first = Of(7, Route(Backend(1, 1, "a")));
        intake.Take(first, out _);
        var second = Of(9, Route(Backend(2, 1, "b")));
        var third = Of(10, Route(Backend(3, 1, "c")));
        Assert.Equal(Intake.Outdated, intake.Take(SnapshotChange.Between(second, third), out var problems));
        Assert.Equal("snapshot.base", problems[0].Code);
        Assert.Equal(Intake.Outdated, intake.Take(SnapshotChange.Between(first, second) with { Fence = 1 }, out _));
        Assert.Equal(Intake.Unusable, intake.Take(SnapshotChange.Between(first, Of(9, Route(Backend(2, -1, "b")))), out _));
        Assert.Equal(7, traffic.Table.Revision);
        Assert.Equal(Intake.Applied, intake.Take(SnapshotChange.Between(first, second), out _));
        Assert.Equal(Intake.Applied, intake.Take(SnapshotChange.Between(second, third), out _));
        Assert.Equal(10, traffic.Table.Revision);
        Assert.Equal(3, Stored()!.Routes[0].Backends[0].Release);
    }

    [Fact]
    public void A_whole_snapshot_is_stored_as_what_is_other_in_it()
    {
        var intake = new SnapshotIntake(traffic, new SnapshotFile(home).Save, listened.Add);
        var same = Enumerable.Range(0, 4).Select(number => Route(Backend(1, 1, "a")) with { Name = $"production/shop.s{number}" }).ToArray();
        intake.Take(Of(7, same), out _);
        var whole = File.ReadAllBytes(Path.Combine(home, "snapshot.json"));
        var other = same[1] with { Generation = 2 };
        Assert.Equal(Intake.Applied, intake.Take(Of(8, same[0], other, same[2]), out _));
        Assert.Equal(whole, File.ReadAllBytes(Path.Combine(home, "snapshot.json")));
        Assert.Equal(["production/shop.s0", "production/shop.s1", "production/shop.s2"], Stored()!.Routes.Select(route => route.Name));
        Assert.Equal(2, Stored()!.Routes[1].Generation);
        // One that a change would not lead to, for the order is another, is stored whole.
        Assert.Equal(Intake.Applied, intake.Take(Of(9, same[2], other, same[0]), out _));
        Assert.NotEqual(whole, File.ReadAllBytes(Path.Combine(home, "snapshot.json")));
        Assert.Equal("production/shop.s2", Stored()!.Routes[0].Name);
        // And so is the first of a new leader.
        Assert.Equal(Intake.Applied, intake.Take(Of(10, same[2], other) with { Fence = 1 }, out _));
        Assert.Equal((10, 1), (Stored()!.Revision, Stored()!.Fence));
    }

    [Fact]
    public void A_change_that_was_cut_off_in_the_middle_never_was()
    {
        var file = new SnapshotFile(home);
        var (first, second, third) = (Of(7), Of(8, Route(Backend(2, 1, "b"))), Of(9));
        file.Save(first, null);
        file.Save(second, SnapshotChange.Between(first, second));
        file.Save(third, SnapshotChange.Between(second, third));
        var changes = Path.Combine(home, "snapshot.changes");
        var bytes = File.ReadAllBytes(changes);
        File.WriteAllBytes(changes, bytes[..^1]);
        Assert.Equal(8, Stored()!.Revision);
        // The process that finds it does not write behind the torn line.
        var next = new SnapshotFile(home);
        next.Save(Of(10), SnapshotChange.Between(second, Of(10)));
        Assert.Equal(10, Stored()!.Revision);
        Assert.Equal(0, new FileInfo(changes).Length);
    }

    [Fact]
    public void Changes_that_led_to_the_stored_snapshot_are_passed_over()
    {
        var file = new SnapshotFile(home);
        var (first, second, third) = (Of(7), Of(8, Route(Backend(2, 1, "b"))), Of(9));
        file.Save(first, null);
        file.Save(second, SnapshotChange.Between(first, second));
        var changes = Path.Combine(home, "snapshot.changes");
        var bytes = File.ReadAllBytes(changes);
        file.Save(third, null);
        // As if the power had gone between the two files.
        File.WriteAllBytes(changes, bytes);
        Assert.Equal(9, Stored()!.Revision);
    }

    [Fact]
    public void Changes_do_not_grow_for_ever()
    {
        var file = new SnapshotFile(home);
        var before = Of(1);
        file.Save(before, null);
        for (var revision = 2; revision < 2000; revision++)
        {
            var after = Of(revision, Route(Backend(revision, 1, "a")));
            file.Save(after, SnapshotChange.Between(before, after));
            before = after;
        }
        Assert.Equal(1999, Stored()!.Revision);
        Assert.InRange(new FileInfo(Path.Combine(home, "snapshot.changes")).Length, 1, 64 * 1024);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"revision\":1}")]
    public void A_damaged_file_is_moved_aside_and_told_of(string content)
    {
        File.WriteAllText(Path.Combine(home, "snapshot.json"), content);
        Assert.Null(new SnapshotFile(home).Load(SnapshotCheck.Of, out var problem));
        Assert.Equal("snapshot.corrupt", problem!.Code);
        Assert.Equal(content, File.ReadAllText(Path.Combine(home, "snapshot.json.corrupt")));
    }

    private Intake Take(TrafficSnapshot snapshot) => new SnapshotIntake(traffic, new SnapshotFile(home).Save, listened.Add).Take(snapshot, out _);

    private TrafficSnapshot? Stored() => new SnapshotFile(home).Load(SnapshotCheck.Of, out _);
}
