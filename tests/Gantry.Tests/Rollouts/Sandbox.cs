using Gantry.Control;
using Gantry.Resources.Platforms;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Edges;
using Gantry.Resources.Releases;
using Gantry.Resources.Replicas;
using Gantry.Resources.Rollouts;
using Gantry.Resources.Routes;
using Gantry.Rollouts;
using Gantry.Rollouts.Decisions;
using Xunit;

namespace Gantry.Tests.Rollouts;

/// <summary>Decisions carried out on a world in memory, with an engine and an edge that do at once what is asked of them.</summary>
internal sealed class Sandbox
{
    public const string Environment = "production";
    public const string App = "shop";
    public static readonly PlatformIdentity Platform = new("abcdef123456", "10.201");

    private long _revision = 1;

    public Sandbox() => Put(ResourceNames.Edge("local"), new EdgeSpec { Socket = "edge.sock" },
        new EdgeStatus { Connected = true, Report = new EdgeReport { Boot = "1" } });

    public World World { get; private set; } = World.Empty;
    public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Fingerprints whose replicas never get ready, or whose jobs fail.</summary>
    public HashSet<string> Bad { get; } = [];

    /// <summary>Called after each change.</summary>
    public Action<Sandbox> Check { get; set; } = _ => { };

    public Request Request => new(World, Platform, Environment, App, "anna", Now);

    public AppStatus Status => (AppStatus?)World.Get(ResourceNames.App(Environment, App))?.Status ?? new AppStatus();

    public RolloutStatus LastRollout
    {
        get
        {
            var app = World.Get(ResourceNames.App(Environment, App))!.SpecAs<AppSpec>();
            return (RolloutStatus)World.Get(ResourceNames.Rollout(Environment, App, app.LastRollout))!.Status!;
        }
    }

    public IEnumerable<Resource<ReplicaSpec, ReplicaStatus>> Replicas(string service) =>
        World.List<ReplicaSpec, ReplicaStatus>(Kinds.Replica).Where(r => r.Spec.Service == service && r.Spec.Kind == ReplicaKind.Service);

    public RouteSpec? Route(string service) => (RouteSpec?)World.Get(ResourceNames.Route(Environment, App, service))?.Spec;

    public static ServiceDefinition Service(string name, string image = "v1") => new()
    {
        Name = name,
        Image = image,
        Expose = [8080],
        Networks = [new NetworkAttachment("default")],
    };

    public static ReleaseSpec Release(params ServiceDefinition[] services)
    {
        var definition = new AppDefinition
        {
            Name = App,
            Environment = Environment,
            ProjectDirectory = "/p",
            Services = [.. services.OrderBy(s => s.Name, StringComparer.Ordinal)],
        };
        var images = services.ToDictionary(s => s.Name, s => new ImageFacts { Id = "sha256:" + s.Image, Name = s.Image! });
        var (release, problems) = ReleaseFactory.Make(definition, images, 0, "anna", default);
        Assert.Empty(problems);
        return release!;
    }

    public Accepted Up(params ServiceDefinition[] services) => Accept(RolloutRequests.Up(Request, Release(services)));

    public Accepted Accept(Accepted accepted)
    {
        if (accepted.Transaction is { } transaction) Commit(transaction);
        return accepted;
    }

    /// <summary>Until nothing changes any more, or <paramref name="steps"/> rounds have passed.</summary>
    public void Settle(int steps = 1000)
    {
        for (var i = 0; i < steps; i++)
        {
            var before = World;
            Decide();
            Edge();
            Engine();
            if (ReferenceEquals(before, World)) return;
        }
        Assert.True(steps < 1000, "does not settle");
    }

    /// <summary>Time passes and all that it brings is done.</summary>
    public void After(TimeSpan time)
    {
        Now += time;
        Settle();
    }

    public void Decide()
    {
        var changes = RolloutDecision.Decide(World, Platform, Environment, App, Now).Changes;
        if (changes.Count > 0) Commit(new Transaction("rollouts", changes));
    }

    public void Edge()
    {
        var key = ResourceNames.Edge("local");
        var known = (EdgeStatus)World.Get(key)!.Status!;
        var newest = World.List(Kinds.Route).Select(r => r.Version).Append(World.LastRemoval(Kinds.Route)).Max();
        if (known.Serves < newest) SetStatus(key, known with { Serves = newest });
    }

    public void Engine()
    {
        foreach (var r in World.List<ReplicaSpec, ReplicaStatus>(Kinds.Replica).ToList())
        {
            var bad = Bad.Contains(r.Spec.Container.ImageId);
            var phase = r.Spec.Kind == ReplicaKind.Job ? ReplicaPhase.Exited : bad ? ReplicaPhase.Starting : ReplicaPhase.Ready;
            if (r.Spec.Wanted == Wanted.Absent) World = World.With(++_revision, [], [r.Key]);
            else if (r.Status?.Phase != phase)
                SetStatus(r.Key, new ReplicaStatus { Phase = phase, ExitCode = bad ? 1 : 0, Address = "10.201.64.10" });
            else continue;
            Check(this);
        }
    }

    private void Commit(Transaction transaction)
    {
        foreach (var change in transaction.Changes.Where(c => c.ExpectedVersion is not null))
            Assert.Equal(change.ExpectedVersion, World.Get(change.Key)?.Version ?? 0);
        foreach (var change in transaction.Changes)
        {
            switch (change)
            {
                case PutSpec put: Put(put.Key, put.Spec, World.Get(put.Key)?.Status); break;
                case PutStatus put: SetStatus(put.Key, put.Status); break;
                case Delete: World = World.With(++_revision, [], [change.Key]); break;
            }
        }
        Check(this);
    }

    private void Put(Key key, object spec, object? status) => World = World.With(++_revision,
        [new Resource(key, _revision, (World.Get(key)?.Generation ?? 0) + 1, spec, status)], []);

    private void SetStatus(Key key, object status) => World = World.With(++_revision,
        [World.Get(key)! with { Status = status, Version = _revision }], []);
}
