using Gantry.Engine;
using Gantry.Engine.Decisions;
using Gantry.Resources.Apps;
using Gantry.Resources.Replicas;

namespace Gantry.Tests.Engine.Decisions;

public sealed class ReplicaDecisionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Started = Now - TimeSpan.FromMinutes(5), Later = Now - TimeSpan.FromSeconds(3);

    private static readonly ReplicaSpec Spec = new()
    {
        App = "shop", Environment = "production", Service = "web", Release = 1, Fingerprint = "f", Ordinal = 1,
        Probe = new ProbeDefinition { Kind = ProbeKind.Tcp, Port = 80 },
        ReadyWithin = TimeSpan.FromMinutes(1),
        Container = new ContainerSpec { ImageId = "i", ImageName = "n", Networks = [new ContainerNetwork("net", [])], Restart = RestartPolicy.Always },
    };

    private static readonly ReplicaSpec Job = Spec with { Kind = ReplicaKind.Job };

    private static readonly ReplicaStatus Ready = new()
    {
        Phase = ReplicaPhase.Ready, ContainerId = "c", StartedAt = Started, ReadyAt = Started, Address = "10.77.64.10",
        Addresses = new SortedDictionary<string, string> { ["net"] = "10.77.64.10" },
    };

    private static Container Is(ContainerState state, int exitCode = 0, DateTimeOffset? started = null, int restarts = 0) => new()
    {
        Id = "c", Name = "n", State = state, ExitCode = exitCode, StartedAt = started ?? Started, FinishedAt = Now - TimeSpan.FromSeconds(10), ImageId = "i",
        Labels = new SortedDictionary<string, string>(), Addresses = new SortedDictionary<string, string>(), Restarts = restarts,
    };

    private static ReplicaVerdict Decide(ReplicaStatus? known, Container? container, ReplicaSpec? spec = null, int? lastExit = null) =>
        ReplicaDecision.Decide(spec ?? Spec, known, container, Now, lastExit);

    [Fact]
    public void What_is_ready_and_runs_is_left_alone()
    {
        var verdict = Decide(Ready, Is(ContainerState.Running));
        Assert.Equal((ReplicaAction.None, Ready), (verdict.Action, verdict.Status));
    }

    [Fact]
    public void From_nothing_it_is_created_started_and_probed()
    {
        Assert.Equal(ReplicaAction.Create, Decide(null, null).Action);
        Assert.Equal(ReplicaAction.Start, Decide(new ReplicaStatus(), Is(ContainerState.Created)).Action);
        var running = Decide(new ReplicaStatus { Phase = ReplicaPhase.Creating }, Is(ContainerState.Running));
        Assert.Equal((ReplicaAction.Probe, ReplicaPhase.Starting, Started), (running.Action, running.Status!.Phase, running.Status.StartedAt));
    }

    [Fact]
    public void Unwanted_it_is_removed_then_forgotten()
    {
        var absent = Spec with { Wanted = Wanted.Absent };
        Assert.Equal(ReplicaAction.Remove, Decide(Ready, Is(ContainerState.Running), absent).Action);
        Assert.Equal(ReplicaAction.Forget, Decide(Ready, null, absent).Action);
    }

    [Fact]
    public void A_process_that_came_back_unseen_is_counted_explained_and_not_ready()
    {
        var verdict = Decide(Ready, Is(ContainerState.Running, started: Later, restarts: 1), lastExit: 139);
        Assert.Equal((ReplicaAction.Probe, true), (verdict.Action, verdict.WantsLog));
        Assert.Equal((ReplicaPhase.Starting, Later, 1, 139), (verdict.Status!.Phase, verdict.Status.StartedAt, verdict.Status.Restarts, verdict.Status.ExitCode));
        Assert.Contains("139", verdict.Status.Problem!.Message);
    }

    [Fact]
    public void A_restart_that_was_seen_from_its_end_on_is_counted_once()
    {
        var down = Decide(Ready, Is(ContainerState.Restarting, 3, restarts: 1));
        Assert.Equal((ReplicaPhase.Restarting, 1, 3, true), (down.Status!.Phase, down.Status.Restarts, down.Status.ExitCode, down.WantsLog));
        Assert.Equal(down.Status, Decide(down.Status, Is(ContainerState.Restarting, 3, restarts: 1)).Status);
        var up = Decide(down.Status, Is(ContainerState.Running, started: Later, restarts: 1));
        Assert.Equal((ReplicaPhase.Starting, 1, "replica.exited"), (up.Status!.Phase, up.Status.Restarts, up.Status.Problem!.Code));
    }

    [Fact]
    public void A_stopped_service_is_started_again_and_that_is_said_unless_starting_it_keeps_failing()
    {
        var found = Decide(Ready, Is(ContainerState.Exited, 143));
        Assert.Equal(ReplicaAction.Start, found.Action);
        Assert.NotNull(found.Repairs);
        var failed = Ready with { Phase = ReplicaPhase.Failed };
        var again = Decide(failed, Is(ContainerState.Exited, 143));
        Assert.Equal((ReplicaAction.Start, null, failed), (again.Action, again.Repairs, again.Status));
    }

    [Fact]
    public void A_service_stopped_by_us_and_wanted_again_is_no_repair()
    {
        var verdict = Decide(Ready with { Phase = ReplicaPhase.Stopping }, Is(ContainerState.Exited, 0));
        Assert.Equal((ReplicaAction.Start, null), (verdict.Action, verdict.Repairs));
        Assert.Null(Decide(Ready with { Phase = ReplicaPhase.Stopping }, null).Repairs);
    }

    [Theory]
    [InlineData(RestartPolicy.No, 0, null)]
    [InlineData(RestartPolicy.No, 1, null)]
    [InlineData(RestartPolicy.OnFailure, 0, null)]
    [InlineData(RestartPolicy.OnFailure, 1, 3)]
    public void A_service_is_left_ended_where_its_policy_says_so(RestartPolicy policy, int exitCode, int? most)
    {
        var spec = Spec with { Container = Spec.Container with { Restart = policy, RestartMaxAttempts = most } };
        var verdict = Decide(Ready, Is(ContainerState.Exited, exitCode), spec);
        Assert.Equal((ReplicaAction.None, ReplicaPhase.Exited, exitCode), (verdict.Action, verdict.Status!.Phase, verdict.Status.ExitCode));
        Assert.Equal(exitCode != 0, verdict.WantsLog);
    }

    [Fact]
    public void A_job_ends_once_whatever_becomes_of_its_container()
    {
        var ended = Decide(Ready with { Phase = ReplicaPhase.Starting }, Is(ContainerState.Exited, 2), Job).Status!;
        Assert.Equal((ReplicaPhase.Exited, 2), (ended.Phase, ended.ExitCode));
        Assert.Equal(ended, Decide(ended, Is(ContainerState.Exited, 2), Job).Status);
        Assert.Equal((ReplicaAction.None, ended), (Decide(ended, null, Job).Action, Decide(ended, null, Job).Status));
        Assert.Equal(ReplicaAction.Create, Decide(new ReplicaStatus { Phase = ReplicaPhase.Creating }, null, Job).Action);
    }

    [Fact]
    public void The_lines_that_explain_an_unhealthy_replica_are_kept()
    {
        var unhealthy = Is(ContainerState.Running) with { Health = ContainerHealth.Unhealthy };
        var first = Decide(Ready, unhealthy);
        Assert.Equal((ReplicaPhase.Unready, true), (first.Status!.Phase, first.WantsLog));
        var told = first.Status with { Problem = first.Status.Problem! with { Details = ["why"] } };
        Assert.Equal((told, false), (Decide(told, unhealthy).Status, Decide(told, unhealthy).WantsLog));
        Assert.Equal(ReplicaAction.Probe, Decide(told, Is(ContainerState.Running)).Action);
    }

    [Fact]
    public void What_has_failed_stays_failed_while_it_is_tried_again()
    {
        var failed = new ReplicaStatus { Phase = ReplicaPhase.Failed, Addresses = Ready.Addresses };
        Assert.Equal((ReplicaAction.Create, ReplicaPhase.Failed), (Decide(failed, null).Action, Decide(failed, null).Status!.Phase));
        Assert.Equal((ReplicaAction.Start, ReplicaPhase.Failed), (Decide(failed, Is(ContainerState.Created)).Action, Decide(failed, Is(ContainerState.Created)).Status!.Phase));
        Assert.Equal(ReplicaPhase.Starting, Decide(failed, Is(ContainerState.Running)).Status!.Phase);
    }

    [Fact]
    public void Addresses_that_the_store_lost_are_learned_from_the_engine()
    {
        var container = Is(ContainerState.Running) with { Addresses = Ready.Addresses };
        var verdict = Decide(null, container);
        Assert.Equal("10.77.64.10", verdict.Status!.Address);
        Assert.Equal(Ready.Addresses, verdict.Status.Addresses);
    }
}
