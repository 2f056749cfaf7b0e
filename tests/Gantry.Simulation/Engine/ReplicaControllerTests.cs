using Gantry.Engine;
using Gantry.Resources.Apps;
using Gantry.Resources.Replicas;
using Gantry.Simulation.Fakes;

namespace Gantry.Simulation.Engine;

public sealed class ReplicaControllerTests
{
    private readonly EngineRoom _room = new();

    [Fact]
    public void A_wanted_replica_becomes_ready_without_waiting_for_anything()
    {
        var key = _room.Want();
        _room.Until(() => _room.Status(key)?.Phase == ReplicaPhase.Ready, 0.1);
        var status = _room.Status(key)!;
        Assert.Equal("10.77.64.10", status.Address);
        Assert.Equal(_room.Container(key).Id, status.ContainerId);
        Assert.Equal(("web-1", "production"), (_room.Container(key).Order.Hostname, _room.Container(key).Order.Labels[GantryLabels.Environment]));
        Assert.Equal(1, _room.Calls.Count(c => c.StartsWith("create ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Replicas_that_come_together_share_a_network_and_no_address()
    {
        var keys = Enumerable.Range(1, 6).Select(n => _room.Want(n)).ToArray();
        _room.UntilReady(keys);
        Assert.Single(_room.Fake.Machine.Networks);
        Assert.Equal(6, keys.Select(k => _room.Status(k)!.Address).Distinct().Count());
    }

    [Fact]
    public void It_is_ready_when_it_answers_and_not_before()
    {
        _room.Behave(_ => new FakeBehaviour { ListensAfter = TimeSpan.FromSeconds(3), Says = [(false, "warming up")] });
        var key = _room.Want();
        _room.Until(() => _room.Status(key)?.Problem?.Code == "replica.not-ready");
        Assert.Equal(["warming up"], _room.Status(key)!.Problem!.Details);
        _room.UntilReady(key);
        var took = _room.Status(key)!.ReadyAt - _room.Status(key)!.StartedAt;
        Assert.InRange(took!.Value.TotalSeconds, 3, 3.6);
        Assert.Null(_room.Status(key)!.Problem);
    }

    [Fact]
    public void What_is_no_longer_wanted_is_stopped_politely_removed_and_forgotten_with_its_network()
    {
        _room.Behave(_ => new FakeBehaviour { StopTakes = TimeSpan.FromSeconds(4) });
        var key = _room.Want();
        _room.UntilReady(key);
        _room.Unwant(key);
        _room.Until(() => _room.Status(key)?.Phase == ReplicaPhase.Stopping);
        _room.Loop.RunFor(TimeSpan.FromSeconds(3));
        Assert.True(_room.Container(key).Runs);
        _room.Until(() => _room.World.Get(key) is null);
        Assert.Empty(_room.Fake.Machine.Containers);
        _room.Until(() => _room.Fake.Machine.Networks.Count == 0);
        Assert.Empty(_room.Remarks());
    }

    [Fact]
    public void A_stopped_container_is_started_again_and_that_is_said_once()
    {
        var key = _room.Want();
        _room.UntilReady(key);
        _room.Fake.StopByHand(_room.Container(key).Id);
        _room.Until(() => _room.Status(key)!.Phase != ReplicaPhase.Ready);
        _room.UntilReady(key);
        _room.Loop.RunFor(TimeSpan.FromMinutes(2));
        Assert.Contains("it is started again", Assert.Single(_room.Remarks()));
    }

    [Fact]
    public void A_removed_container_is_made_again_with_its_address_and_that_is_said_once()
    {
        var key = _room.Want();
        _room.UntilReady(key);
        var before = _room.Status(key)!;
        _room.Fake.RemoveByHand(before.ContainerId!);
        _room.Until(() => _room.Status(key) is { Phase: ReplicaPhase.Ready } s && s.ContainerId != before.ContainerId);
        Assert.Equal(before.Address, _room.Status(key)!.Address);
        Assert.Contains("it is made again", Assert.Single(_room.Remarks()));
    }

    [Fact]
    public void A_process_that_dies_is_restarted_by_the_engine_counted_and_probed_again()
    {
        var key = _room.Want();
        _room.UntilReady(key);
        _room.Fake.KillByHand(_room.Container(key).Id);
        _room.Until(() => _room.Status(key)!.Phase == ReplicaPhase.Restarting);
        Assert.Equal(137, _room.Status(key)!.ExitCode);
        _room.UntilReady(key);
        Assert.Equal(1, _room.Status(key)!.Restarts);
        Assert.Empty(_room.Remarks());
    }

    [Fact]
    public void One_that_never_gets_far_says_how_it_ended_and_what_it_wrote()
    {
        _room.Behave(_ => new FakeBehaviour { EndsAfter = TimeSpan.FromMilliseconds(30), ExitCode = 3, ListensAfter = null, Says = [(true, "no database")] });
        var key = _room.Want();
        _room.Until(() => _room.Status(key)?.Restarts >= 3);
        var status = _room.Status(key)!;
        Assert.Equal((null, 3), (status.ReadyAt, status.ExitCode));
        Assert.Equal(("replica.exited", "no database"), (status.Problem!.Code, status.Problem.Details[^1]));
        Assert.Equal(_room.Container(key).Restarts, status.Restarts);
    }

    [Fact]
    public void A_job_runs_once_and_keeps_its_exit_code_also_when_its_container_is_tidied_away()
    {
        _room.Behave(_ => new FakeBehaviour { EndsAfter = TimeSpan.FromSeconds(2), ExitCode = 0 });
        var key = _room.Want(change: s => s with { Kind = ReplicaKind.Job, Probe = new ProbeDefinition { Kind = ProbeKind.None } });
        _room.Until(() => _room.Status(key)?.Phase == ReplicaPhase.Exited);
        Assert.Equal(0, _room.Status(key)!.ExitCode);
        _room.Fake.RemoveByHand(_room.Container(key).Id);
        _room.Loop.RunFor(TimeSpan.FromMinutes(2));
        Assert.Equal(ReplicaPhase.Exited, _room.Status(key)!.Phase);
        Assert.Equal(1, _room.Calls.Count(c => c.StartsWith("create ", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_job_whose_end_nobody_saw_is_lost_and_not_repeated()
    {
        var key = _room.Want(change: s => s with { Kind = ReplicaKind.Job, Probe = new ProbeDefinition { Kind = ProbeKind.None } });
        _room.Until(() => _room.Status(key)?.StartedAt is not null);
        _room.Fake.RemoveByHand(_room.Container(key).Id);
        _room.Until(() => _room.Status(key)?.Phase == ReplicaPhase.Exited);
        Assert.Equal("job.lost", _room.Status(key)!.Problem?.Code);
        Assert.Equal(1, _room.Calls.Count(c => c.StartsWith("create ", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_unhealthy_replica_gets_no_traffic_until_it_is_well()
    {
        var check = new HealthcheckDefinition { Test = ["/bin/act", "exit", "0"] };
        var key = _room.Want(change: s => s with { Container = s.Container with { Healthcheck = check } });
        _room.UntilReady(key);
        _room.Container(key).Health = ContainerHealth.Unhealthy;
        _room.Fake.Machine.Say(EngineEventType.Unhealthy, _room.Container(key));
        _room.Until(() => _room.Status(key)!.Phase == ReplicaPhase.Unready);
        _room.Container(key).Health = ContainerHealth.Healthy;
        _room.Fake.Machine.Say(EngineEventType.Healthy, _room.Container(key));
        _room.UntilReady(key);
    }
}
