using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Replicas;
using Gantry.Resources.Rollouts;
using Gantry.Rollouts.Decisions;
using Xunit;

namespace Gantry.Tests.Rollouts;

public sealed class RolloutTests
{
    private readonly Sandbox _sandbox = new();

    private static ServiceDefinition Web(string image = "v1") => Sandbox.Service("web", image) with { Replicas = 2, Routes = [new RouteRule(null, "/", 8080)] };

    private static ServiceDefinition Store(string image = "v1") => Sandbox.Service("store", image) with
    {
        Mounts = [new MountDefinition(MountKind.Volume, "data", "/data")],
    };

    private void Live(params ServiceDefinition[] services)
    {
        _sandbox.Up(services);
        _sandbox.Settle();
        Assert.Equal(RolloutPhase.Live, _sandbox.LastRollout.Phase);
    }

    private static string Steps(Plan plan) => string.Join("; ", plan.Steps.Select(s => s.Says));

    [Fact]
    public void The_first_release_starts_in_the_order_of_dependencies()
    {
        var migrate = Sandbox.Service("migrate") with { OneOff = true, DependsOn = [new("store", DependencyCondition.Healthy)] };
        var web = Web() with { DependsOn = [new("migrate", DependencyCondition.CompletedSuccessfully)] };
        var plan = _sandbox.Up(web, migrate, Store()).Plan!;
        Assert.Equal(
            "let store be called inside the app; start 1 × store and wait until ready; run migrate once and wait for it to succeed; "
            + "let web be called inside the app; start 2 × web and wait until ready; switch web to release 1", Steps(plan));
        _sandbox.Settle();
        Assert.Equal(1, _sandbox.Status.Live);
    }

    [Fact]
    public void The_same_again_changes_nothing()
    {
        Live(Web(), Store());
        var again = RolloutRequests.Up(_sandbox.Request, Sandbox.Release(Web(), Store()));
        Assert.True(again.Plan!.IsEmpty);
        Assert.Null(again.Transaction);
    }

    [Fact]
    public void Blue_green_starts_all_switches_once_and_keeps_the_old_warm()
    {
        Live(Web());
        var plan = _sandbox.Up(Web("v2")).Plan!;
        Assert.Equal("start 2 × web and wait until ready; switch web to release 2; keep 2 × web of the release before warm for 10 min", Steps(plan));
        _sandbox.Settle();
        Assert.Equal(4, _sandbox.Replicas("web").Count());
        _sandbox.After(TimeSpan.FromMinutes(10));
        Assert.Equal(2, _sandbox.Replicas("web").Count());
    }

    [Fact]
    public void A_rollback_to_a_warm_release_only_switches()
    {
        Live(Web());
        Live(Web("v2"));
        var plan = _sandbox.Accept(RolloutRequests.Rollback(_sandbox.Request, null)).Plan!;
        Assert.Equal("take back 2 × web and wait until ready; switch web to release 1; keep 2 × web of the release before warm for 10 min", Steps(plan));
        _sandbox.Settle();
        Assert.Equal((1, 2), (_sandbox.Status.Live, _sandbox.Status.Previous));
    }

    [Fact]
    public void Who_owns_a_volume_is_held_stopped_and_started_again()
    {
        Live(Store());
        var plan = _sandbox.Up(Store("v2")).Plan!;
        Assert.Equal("hold requests to store, at most 30 s; stop 1 × store; start 1 × store and wait until ready; let requests go on to store", Steps(plan));
        _sandbox.Settle();
        Assert.Equal(2, _sandbox.Status.Live);
        Assert.False(_sandbox.Route("store")!.Hold);
    }

    [Fact]
    public void Rolling_goes_one_by_one()
    {
        Live(Web() with { Rollout = new RolloutPolicy { Strategy = Strategy.Rolling } });
        var plan = _sandbox.Up(Web("v2") with { Rollout = new RolloutPolicy { Strategy = Strategy.Rolling } }).Plan!;
        Assert.Equal("start 1 × web and wait until ready; shift 1 of 2 of web to release 2; drain and stop 1 × web; "
            + "start 1 × web and wait until ready; shift 2 of 2 of web to release 2; drain and stop 1 × web", Steps(plan));
        _sandbox.Settle();
        Assert.Equal(2, _sandbox.Replicas("web").Count(r => r.Spec.Release == 2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Scaling_touches_only_the_number(int replicas)
    {
        Live(Web());
        var kept = _sandbox.Replicas("web").Select(r => r.Key.Name).ToList();
        _sandbox.Up(Web() with { Replicas = replicas });
        _sandbox.Settle();
        var now = _sandbox.Replicas("web").Select(r => r.Key.Name).ToList();
        Assert.Equal(replicas, now.Count);
        Assert.Equal(Math.Min(2, replicas), now.Intersect(kept).Count());
    }

    [Fact]
    public void A_release_that_does_not_get_ready_is_taken_back_and_the_old_one_serves_on()
    {
        Live(Web(), Store());
        var serving = _sandbox.Route("web")!.Backends[0].Replicas;
        _sandbox.Bad.Add("sha256:bad");
        _sandbox.Up(Web("bad"), Store("v2"));
        _sandbox.Settle();
        _sandbox.After(TimeSpan.FromMinutes(3));
        Assert.Equal(RolloutPhase.Failed, _sandbox.LastRollout.Phase);
        Assert.Equal("rollout.not-ready", _sandbox.LastRollout.Failure!.Code);
        Assert.Equal(1, _sandbox.Status.Live);
        Assert.Equal(serving, _sandbox.Route("web")!.Backends[0].Replicas);
        Assert.Equal("sha256:v1", Assert.Single(_sandbox.Replicas("store")).Spec.Container.ImageId);
        Assert.Equal(2, _sandbox.Replicas("web").Count());
    }

    [Fact]
    public void A_one_off_that_fails_stops_the_release()
    {
        Live(Web());
        _sandbox.Bad.Add("sha256:bad");
        _sandbox.Up(Web("v2") with { DependsOn = [new("migrate", DependencyCondition.CompletedSuccessfully)] },
            Sandbox.Service("migrate", "bad") with { OneOff = true });
        _sandbox.Settle();
        Assert.Equal("job.failed", _sandbox.LastRollout.Failure!.Code);
        Assert.Equal(1, _sandbox.Status.Live);
        Assert.All(_sandbox.Replicas("web"), r => Assert.Equal(1, r.Spec.Release));
    }

    [Fact]
    public void A_first_release_that_fails_leaves_nothing()
    {
        _sandbox.Bad.Add("sha256:bad");
        _sandbox.Up(Web("bad"), Store());
        _sandbox.Settle();
        _sandbox.After(TimeSpan.FromMinutes(3));
        Assert.Equal(RolloutPhase.Failed, _sandbox.LastRollout.Phase);
        Assert.Null(_sandbox.Status.Live);
        Assert.Empty(_sandbox.World.List(Kinds.Replica));
        Assert.Empty(_sandbox.World.List(Kinds.Route));
    }

    [Fact]
    public void A_running_rollout_is_stopped_by_a_rollback_and_refuses_another_up()
    {
        Live(Web());
        _sandbox.Bad.Add("sha256:slow");
        _sandbox.Up(Web("slow"));
        _sandbox.Settle();
        Assert.Equal("rollout.running", RolloutRequests.Up(_sandbox.Request, Sandbox.Release(Web("v3"))).Problems[0].Code);
        var accepted = _sandbox.Accept(RolloutRequests.Rollback(_sandbox.Request, null));
        Assert.True(accepted.Aborts);
        _sandbox.Settle();
        Assert.Equal((RolloutPhase.Failed, "rollout.stopped"), (_sandbox.LastRollout.Phase, _sandbox.LastRollout.Failure!.Code));
        Assert.Equal(1, _sandbox.Status.Live);
    }

    [Fact]
    public void Asked_for_again_on_its_way_it_is_followed_unless_it_is_being_taken_back()
    {
        Live(Web());
        _sandbox.Bad.Add("sha256:slow");
        var first = _sandbox.Up(Web("slow"));
        _sandbox.Settle();
        var again = RolloutRequests.Up(_sandbox.Request, Sandbox.Release(Web("slow")));
        Assert.Equal((true, first.Rollout, first.PlanHash, first.Release!.Number), (again.Joins, again.Rollout, again.PlanHash, again.Release!.Number));
        Assert.Null(again.Transaction);
        _sandbox.Accept(RolloutRequests.Rollback(_sandbox.Request, null));
        Assert.Equal("rollout.running", RolloutRequests.Up(_sandbox.Request, Sandbox.Release(Web("slow"))).Problems[0].Code);
    }

    [Fact]
    public void Traffic_is_not_switched_to_a_replica_that_died_since_it_was_ready()
    {
        var api = Sandbox.Service("api");
        Live(api, Web());
        _sandbox.Bad.Add("sha256:slow");
        _sandbox.Up(api with { Image = "v2" }, Web("slow") with { DependsOn = [new("api", DependencyCondition.Started)] });
        _sandbox.Settle();
        var before = _sandbox.Route("api")!.Backends[0].Release;
        // The new api was ready; while the web is waited for it falls ill, and only then the web is ready.
        _sandbox.Bad.Add("sha256:v2");
        _sandbox.Bad.Remove("sha256:slow");
        _sandbox.Settle();
        Assert.Equal((RolloutPhase.Running, before), (_sandbox.LastRollout.Phase, _sandbox.Route("api")!.Backends[0].Release));
        _sandbox.Bad.Remove("sha256:v2");
        _sandbox.Settle();
        Assert.Equal((RolloutPhase.Live, 2), (_sandbox.LastRollout.Phase, _sandbox.Route("api")!.Backends[0].Release));
    }

    [Fact]
    public void Down_takes_everything_away_and_up_brings_it_back()
    {
        Live(Web(), Store());
        var plan = _sandbox.Accept(RolloutRequests.Down(_sandbox.Request, false)).Plan!;
        Assert.Equal("take store and web off the edge; stop 1 × store and 2 × web", Steps(plan));
        _sandbox.Settle();
        Assert.Empty(_sandbox.World.List(Kinds.Replica));
        Assert.Null(_sandbox.Status.Live);
        Live(Web(), Store());
        Assert.Equal(2, _sandbox.Status.Live);
    }

    [Fact]
    public void A_plan_never_shows_the_value_of_a_variable()
    {
        Live(Web() with { Environment = new SortedDictionary<string, string> { ["TOKEN"] = "hunter1" } });
        var plan = _sandbox.Up(Web() with { Environment = new SortedDictionary<string, string> { ["TOKEN"] = "hunter2" } }).Plan!;
        Assert.Equal(["environment.TOKEN"], plan.Changes[0].Differences);
        Assert.DoesNotContain("hunter", System.Text.Json.JsonSerializer.Serialize(plan, GantryJson.Default.Plan), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_stopped_before_the_edge_has_let_go_of_it()
    {
        Live(Web() with { Rollout = new RolloutPolicy { Strategy = Strategy.Rolling } });
        _sandbox.Up(Web("v2") with { Rollout = new RolloutPolicy { Strategy = Strategy.Rolling } });
        for (var i = 0; i < 20; i++)
        {
            _sandbox.Decide();
            _sandbox.Engine();
        }
        Assert.All(_sandbox.Replicas("web").Where(r => r.Spec.Release == 1), r => Assert.Equal(Wanted.Running, r.Spec.Wanted));
        _sandbox.Settle();
        Assert.Equal(RolloutPhase.Live, _sandbox.LastRollout.Phase);
    }

    [Fact]
    public void A_route_that_could_not_be_put_back_in_time_is_there_when_a_replica_is_ready_after_all()
    {
        var web = Sandbox.Service("web") with { Routes = [new RouteRule("shop.test", "/", 8080)] };
        _sandbox.Up(web);
        _sandbox.Settle();
        _sandbox.Accept(RolloutRequests.Down(_sandbox.Request, removeVolumes: false));
        for (var n = 0; _sandbox.Replicas("web").Any(); n++)
        {
            Assert.True(n < 100, "never stopped");
            _sandbox.Decide();
            _sandbox.Edge();
            if (_sandbox.LastRollout.Step > 0) _sandbox.Engine();
        }

        _sandbox.Bad.Add("sha256:v1");
        _sandbox.Accept(RolloutRequests.Rollback(_sandbox.Request, null));
        _sandbox.Settle();
        _sandbox.After(TimeSpan.FromMinutes(10));
        Assert.Equal(RolloutPhase.Failed, _sandbox.LastRollout.Phase);
        Assert.Contains("could not be put back", _sandbox.LastRollout.Failure!.Message, StringComparison.Ordinal);
        _sandbox.Bad.Clear();
        _sandbox.Settle();
        var route = _sandbox.Route("web")!;
        Assert.Equal("shop.test", Assert.Single(route.Rules).Host);
        Assert.Equal(_sandbox.Replicas("web").Select(r => r.Key.Name), Assert.Single(route.Backends).Replicas);
    }
}
