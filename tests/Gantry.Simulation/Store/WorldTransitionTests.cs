using Gantry.Control;
using Gantry.Control.Decisions;
using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Simulation.Store;

public sealed class WorldTransitionTests
{
    [Fact]
    public void A_conflict_in_a_later_change_leaves_the_world_and_the_head_of_the_chain_as_they_were()
    {
        var (shop, blog) = (ResourceNames.App("production", "shop"), ResourceNames.App("production", "blog"));
        var outcome = WorldTransition.Apply(World.Empty, new Transaction("test",
            new PutSpec(shop, new AppSpec { Name = "shop" }, "made"), new PutSpec(blog, new AppSpec { Name = "blog" }, "made", ExpectedVersion: 7)),
            DateTimeOffset.UnixEpoch, AuditChain.Genesis);
        Assert.Equal((blog, AuditChain.Genesis, 0), (outcome.Conflict, outcome.Head, outcome.Events.Count));
        Assert.Same(World.Empty, outcome.World);
    }
}
