using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Replicas;
using Gantry.Resources.Rollouts;
using Gantry.Rollouts.Decisions;

namespace Gantry.Tests.Rollouts;

/// <summary>A service that publishes UDP ports cannot run twice, like one that owns a volume.</summary>
public sealed class UdpTests
{
    private readonly Sandbox _sandbox = new();

    private static ServiceDefinition Dns(string image = "v1", int port = 53) => Sandbox.Service("dns", image) with { UdpPorts = [new PublishedPort(null, port, 53, "udp")] };

    [Fact]
    public void It_is_recreated_and_the_plan_says_why()
    {
        _sandbox.Up(Dns());
        _sandbox.Settle();
        var plan = _sandbox.Up(Dns("v2")).Plan!;
        Assert.Equal(Strategy.Recreate, Assert.Single(plan.Changes).Strategy);
        Assert.Equal("hold requests to dns, at most 30 s; stop 1 × dns; start 1 × dns and wait until ready; let requests go on to dns",
            string.Join("; ", plan.Steps.Select(s => s.Says)));
        Assert.Equal("dns publishes UDP port 53 and cannot run twice: its requests are held while it is replaced, at most 30 s; datagrams are lost meanwhile.", Assert.Single(plan.Notes, n => n.Code == "rollout.hold").Message);
        _sandbox.Check = s => Assert.True(s.Replicas("dns").Count(r => r.Spec.Wanted == Wanted.Running) <= 1);
        _sandbox.Settle();
        Assert.Equal((2, RolloutPhase.Live), (_sandbox.Status.Live, _sandbox.LastRollout.Phase));
    }

    [Fact]
    public void Another_port_is_another_container()
    {
        _sandbox.Up(Dns());
        _sandbox.Settle();
        var change = Assert.Single(RolloutRequests.Up(_sandbox.Request, Sandbox.Release(Dns(port: 5353))).Plan!.Changes);
        Assert.Equal((ChangeKind.Replace, "ports"), (change.Kind, string.Join(' ', change.Differences)));
    }

    [Theory]
    [InlineData(53, true)]
    [InlineData(54, false)]
    public void Another_app_cannot_have_the_port(int port, bool refused)
    {
        _sandbox.Up(Dns());
        _sandbox.Settle();
        var release = Sandbox.Release(Dns(port: port)) with { App = "other" };
        var accepted = RolloutRequests.Up(_sandbox.Request with { App = "other" }, release);
        Assert.Equal(refused ? ["port.taken"] : [], accepted.Problems.Select(p => p.Code));
    }

    [Fact]
    public void A_command_that_is_run_beside_it_leaves_the_port_alone()
    {
        _sandbox.Up(Dns());
        _sandbox.Settle();
        var (transaction, name, problem) = RunRequests.Decide(_sandbox.Request, "dns", ["dig"]);
        Assert.Null(problem);
        Assert.NotNull(name);
        Assert.All(transaction!.Changes.OfType<PutSpec>().Select(p => p.Spec).OfType<ReplicaSpec>(), r => Assert.Null(r.Container.UdpPorts));
    }
}
