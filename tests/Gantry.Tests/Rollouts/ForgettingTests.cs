using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Releases;
using Gantry.Rollouts;
using Gantry.Rollouts.Decisions;

namespace Gantry.Tests.Rollouts;

public sealed class ForgettingTests
{
    private readonly Sandbox _sandbox = new();

    private void Up(int version)
    {
        _sandbox.Up(Sandbox.Service("web", $"v{version}"));
        _sandbox.Settle();
        _sandbox.After(TimeSpan.FromHours(1));
    }

    private IEnumerable<int> Releases => _sandbox.World.List(Kinds.Release, Sandbox.Environment, Sandbox.App).Select(r => r.SpecAs<ReleaseSpec>().Number).Order();

    private int Rollouts => _sandbox.World.List(Kinds.Rollout, Sandbox.Environment, Sandbox.App).Count();

    [Fact]
    public void However_often_an_app_is_released_only_the_newest_stay()
    {
        for (var n = 1; n <= RolloutsModule.Kept + 15; n++)
        {
            Up(n);
            Assert.InRange(Releases.Count(), 0, RolloutsModule.Kept);
            Assert.InRange(Rollouts, 0, RolloutsModule.Kept);
        }
        Assert.Equal(Enumerable.Range(16, RolloutsModule.Kept), Releases);
        Assert.Equal((RolloutsModule.Kept + 15, 15), (_sandbox.Status.Live, _sandbox.Status.Forgotten));
    }

    [Fact]
    public void What_serves_and_what_served_before_stay_however_old_they_are()
    {
        Up(1);
        Up(2);
        for (var n = 3; n < RolloutsModule.Kept + 10; n++)
        {
            // Each fails and is taken back, so that release 2 goes on serving.
            _sandbox.Bad.Add($"sha256:v{n}");
            Up(n);
        }
        Assert.Equal((2, 1), (_sandbox.Status.Live, _sandbox.Status.Previous));
        Assert.Equal([1, 2], Releases.Take(2));
        Assert.Equal(RolloutsModule.Kept + 2, Releases.Count());
        var problem = Assert.Single(RolloutRequests.Rollback(_sandbox.Request, 5).Problems);
        Assert.Equal(("release.not-found", "Release 5 of shop in production is no longer kept."), (problem.Code, problem.Message));
        _sandbox.Accept(RolloutRequests.Rollback(_sandbox.Request, null));
        _sandbox.Settle();
        Assert.Equal(1, _sandbox.Status.Live);
    }

    [Fact]
    public void Nothing_goes_while_a_rollout_is_at_work_and_what_a_platform_kept_for_years_goes_bit_by_bit()
    {
        for (var n = 1; n <= 3; n++) Up(n);
        // As if it had never let go of anything.
        var release = _sandbox.World.Get(ResourceNames.Release(Sandbox.Environment, Sandbox.App, 1))!;
        var old = Enumerable.Range(4, 200).Select(n => new Resource(ResourceNames.Release(Sandbox.Environment, Sandbox.App, n), 1, 1, release.SpecAs<ReleaseSpec>() with { Number = n }, null));
        var world = _sandbox.World.With(_sandbox.World.Revision + 1, old, []);
        var changes = RolloutDecision.Decide(world, Sandbox.Platform, Sandbox.Environment, Sandbox.App, _sandbox.Now).Changes;
        Assert.Equal(50, changes.OfType<Delete>().Count());
        Assert.DoesNotContain(changes.OfType<Delete>(), d => d.Key.Name is "shop.3" or "shop.2");
        // Who asks for one of them in that moment has changed the app.
        Assert.Equal(world.Get(ResourceNames.App(Sandbox.Environment, Sandbox.App))!.Version, Assert.Single(changes.OfType<PutStatus>()).ExpectedVersion);
        _sandbox.Up(Sandbox.Service("web", "v9"));
        world = _sandbox.World.With(_sandbox.World.Revision + 1, old, []);
        Assert.Empty(RolloutDecision.Decide(world, Sandbox.Platform, Sandbox.Environment, Sandbox.App, _sandbox.Now).Changes.OfType<Delete>());
    }
}
