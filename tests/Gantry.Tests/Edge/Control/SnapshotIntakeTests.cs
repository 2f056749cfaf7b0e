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
