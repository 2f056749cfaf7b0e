using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Replicas;
using Gantry.Rollouts.Decisions;

namespace Gantry.Tests.Rollouts;

public sealed class RunStopTests
{
    [Fact]
    public void A_one_off_that_nobody_waits_for_is_taken_away()
    {
        var (world, replica) = Ran();
        var (transaction, problem) = RunRequests.Stop(world, Sandbox.Environment, replica, "anna");
        Assert.Null(problem);
        Assert.Equal(Wanted.Absent, ((ReplicaSpec)((PutSpec)Assert.Single(transaction!.Changes)).Spec).Wanted);
    }

    [Fact]
    public void One_that_is_gone_needs_nothing() =>
        Assert.Equal((null, null), RunRequests.Stop(World.Empty, Sandbox.Environment, "shop.web.9.0", "anna"));

    [Fact]
    public void What_a_rollout_started_is_not_stopped_this_way()
    {
        var sandbox = new Sandbox();
        sandbox.Up(Sandbox.Service("web"));
        sandbox.Settle();
        var replica = sandbox.World.List(Kinds.Replica).First().Key.Name;
        var (transaction, problem) = RunRequests.Stop(sandbox.World, Sandbox.Environment, replica, "anna");
        Assert.Null(transaction);
        Assert.Equal("run.not-found", problem?.Code);
    }

    private static (World World, string Replica) Ran()
    {
        var sandbox = new Sandbox();
        sandbox.Up(Sandbox.Service("web"));
        sandbox.Settle();
        var (transaction, replica, problem) = RunRequests.Decide(sandbox.Request, "web", ["ls"]);
        Assert.Null(problem);
        var put = transaction!.Changes.OfType<PutSpec>().Single(c => c.Key.Kind == Kinds.Replica);
        return (sandbox.World.With(sandbox.World.Revision + 1, [new Resource(put.Key, 1, 1, put.Spec, null)], []), replica!);
    }
}
