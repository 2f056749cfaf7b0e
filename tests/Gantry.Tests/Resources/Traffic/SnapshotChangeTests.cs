using System.Text.Json;
using Gantry.Resources;
using Gantry.Resources.Traffic;
using Gantry.Tests.Edge;

namespace Gantry.Tests.Resources.Traffic;

public sealed class SnapshotChangeTests
{
    [Fact]
    public void What_lies_between_two_snapshots_leads_from_the_one_to_the_other()
    {
        var random = new Random(20261121);
        for (var round = 0; round < 500; round++)
        {
            var before = Snapshots.Of(round + 1, [.. Some(random, [])]);
            var after = Snapshots.Of(round + 2, [.. Some(random, before.Routes)]);
            var change = Read(SnapshotChange.Between(before, after));
            Assert.Equal(Text(after), Text(change.Onto(before)));
            Assert.DoesNotContain(change.Routes, r => before.Routes.Any(b => Text(b) == Text(r)));
        }
    }

    /// <summary>Some of all routes there could be: as before, or with another weight.</summary>
    private static IEnumerable<SnapshotRoute> Some(Random random, IReadOnlyList<SnapshotRoute> before)
    {
        // In the order of a snapshot: that of the environments, of which one is the beginning of another.
        foreach (var name in (string[])["dev/a.web", "dev/b.api", "dev/b.web", "dev-2/a.web", "production/shop.web", "production/shop.web2"])
        {
            var known = before.FirstOrDefault(r => r.Name == name);
            var chance = random.Next(3);
            if (chance == 0 || (chance == 1 && known is null)) continue;
            yield return chance == 1 ? known! : Snapshots.Route(Snapshots.Backend(1, (int)(known?.Generation ?? 0) + 1, "r")) with { Name = name, Generation = (known?.Generation ?? 0) + 1 };
        }
    }

    private static SnapshotChange Read(SnapshotChange change) =>
        JsonSerializer.Deserialize(JsonSerializer.Serialize(change, GantryJson.Default.SnapshotChange), GantryJson.Default.SnapshotChange)!;

    private static string Text(TrafficSnapshot snapshot) => JsonSerializer.Serialize(snapshot, GantryJson.Default.TrafficSnapshot);
    private static string Text(SnapshotRoute route) => JsonSerializer.Serialize(route, GantryJson.Default.SnapshotRoute);
}
