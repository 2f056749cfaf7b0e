using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Replicas;
using Gantry.Resources.Routes;
using Gantry.Rollouts.Decisions;
using Xunit;

namespace Gantry.Tests.Rollouts;

/// <summary>Random histories of random apps; what must hold is checked after every single change.</summary>
public sealed class RolloutPropertyTests
{
    private const int Histories = 600;

    [Fact]
    public void Whatever_is_released_rolled_back_stopped_or_fails_the_promises_hold()
    {
        for (var seed = 0; seed < Histories; seed++)
        {
            try
            {
                Play(seed);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}: {e.Message}", e);
            }
        }
    }

    private static void Play(int seed)
    {
        var random = new Random(seed);
        var sandbox = new Sandbox { Check = Promises };
        sandbox.Bad.Add("sha256:bad");
        for (var i = 0; i < 8; i++)
        {
            var request = sandbox.Request;
            _ = random.Next(10) switch
            {
                < 6 => sandbox.Accept(RolloutRequests.Up(request, Sandbox.Release(App(random)))),
                < 9 => sandbox.Accept(RolloutRequests.Rollback(request, null)),
                _ => sandbox.Accept(RolloutRequests.Down(request, false)),
            };
            if (random.Next(3) == 0) sandbox.Settle(random.Next(12));
            else sandbox.Settle();
            if (random.Next(2) == 0) sandbox.After(TimeSpan.FromMinutes(random.Next(1, 12)));
        }
        sandbox.Settle();
        sandbox.After(TimeSpan.FromMinutes(3));
        sandbox.After(TimeSpan.FromMinutes(3));
        sandbox.After(TimeSpan.FromMinutes(20));
        Ended(sandbox);
    }

    private static ServiceDefinition[] App(Random random)
    {
        var names = new[] { "api", "store", "web", "worker" }.Where(_ => random.Next(4) > 0).ToList();
        if (names.Count == 0) names.Add("web");
        return
        [
            .. names.Select((n, i) => Sandbox.Service(n, random.Next(7) == 0 ? "bad" : $"v{random.Next(3)}") with
            {
                Routes = n == "worker" ? [] : [new RouteRule(n + ".example.org", "/", 8080)],
                Replicas = n == "store" ? 1 : random.Next(1, 4),
                Mounts = n == "store" ? [new MountDefinition(MountKind.Volume, "data", "/data")] : [],
                DependsOn = i > 0 && random.Next(2) == 0 ? [new Dependency(names[random.Next(i)], DependencyCondition.Healthy)] : [],
                Rollout = new RolloutPolicy { Strategy = n == "store" ? Strategy.Auto : random.Next(4) == 0 ? Strategy.Rolling : Strategy.BlueGreen },
            })
        ];
    }

    private static void Promises(Sandbox sandbox)
    {
        Assert.True(sandbox.Replicas("store").Count() <= 1, "two owners of a volume");
        foreach (var route in sandbox.World.List(Kinds.Route).Select(r => r.SpecAs<RouteSpec>()))
        {
            foreach (var name in route.Backends.SelectMany(b => b.Replicas))
            {
                var replica = sandbox.World.Get(ResourceNames.Replica(Sandbox.Environment, name));
                // A service that nobody serves yet may be named before it is ready: the edge sends only to those that are.
                var first = route.Rules.Count == 0 || sandbox.Status.Live is null;
                Assert.True(replica is null ? first : replica.SpecAs<ReplicaSpec>().Wanted == Wanted.Running, $"{route.Service} leads to {name}, which is gone");
                Assert.True(first || ((ReplicaStatus?)replica?.Status)?.Phase == ReplicaPhase.Ready, $"{route.Service} leads to {name}, which is not ready");
            }
            if (sandbox.Status.Live is { } live && route.Service != "store" && route.Backends.Count == 0)
            {
                var serves = ((Gantry.Resources.Releases.ReleaseSpec)sandbox.World.Get(ResourceNames.Release(Sandbox.Environment, Sandbox.App, live))!.Spec)
                    .Service(route.Service) is not null;
                Assert.False(serves && sandbox.Replicas(route.Service).Any(r => r.Spec.RetireAt is null && r.Spec.Release <= live && r.Status?.Phase == ReplicaPhase.Ready),
                    $"{route.Service} serves in release {live} and has no backend");
            }
        }
    }

    private static void Ended(Sandbox sandbox)
    {
        if (!sandbox.World.List(Kinds.App).Any()) return;
        Assert.True(sandbox.LastRollout.Ended, $"the last rollout is still {sandbox.LastRollout.Phase}");
        if (sandbox.Status.Live is not { } live)
        {
            Assert.Empty(sandbox.World.List(Kinds.Replica));
            return;
        }
        var release = (Gantry.Resources.Releases.ReleaseSpec)sandbox.World.Get(ResourceNames.Release(Sandbox.Environment, Sandbox.App, live))!.Spec;
        var again = RolloutRequests.Up(sandbox.Request, release);
        Assert.True(again.Plan!.IsEmpty, "not there yet: " + string.Join("; ", again.Plan.Steps.Select(s => s.Says)));
        foreach (var service in release.Definition.Services)
            Assert.Equal(service.Replicas, sandbox.Replicas(service.Name).Count());
    }
}
