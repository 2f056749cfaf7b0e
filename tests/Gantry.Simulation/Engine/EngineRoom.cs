using Gantry.Control;
using Gantry.Control.Loop;
using Gantry.Engine;
using Gantry.Engine.Effects;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Platforms;
using Gantry.Resources.Replicas;
using Gantry.Simulation.Fakes;
using Gantry.Simulation.Loop;
using Gantry.Simulation.Store;

namespace Gantry.Simulation.Engine;

/// <summary>The engine's controllers with a store and a fake engine: replicas are wished for, containers come about.</summary>
internal sealed class EngineRoom
{
    public static readonly PlatformIdentity Identity = new("abcdef123456", "10.77");
    private Incarnation _life;

    public EngineRoom(int seed = 1)
    {
        Loop = new SimLoop(seed);
        Fake = new FakeEngine(Loop.World);
        Fake.Machine.Add(FakeAct.Image(Fake.Machine));
        Store = new MemoryStore(new MemoryDisk(), Loop.World.Time);
        Fake.Calls.Done += (call, about) => Calls.Add($"{call} {about}");
        _life = Start();
    }

    public SimLoop Loop { get; }
    public FakeEngine Fake { get; }
    public MemoryStore Store { get; }
    public List<string> Calls { get; } = [];
    public World World => Store.Current;

    /// <summary>Ends the controllers as SIGKILL does, and starts them again.</summary>
    public void Crash()
    {
        _life.Kill();
        _life = Start();
    }

    private Incarnation Start()
    {
        var life = new Incarnation(Loop, "gantryd");
        life.Start(async () => await new ControllerLoop(Store,
            [new ReplicaController(Store, Fake, new FakeProber(Fake.Machine), Identity, life.Time), new CollectionController(Store, Fake, Identity)], life.Time).RunAsync(default));
        return life;
    }

    /// <summary>Sets what the image's processes do.</summary>
    public void Behave(Func<FakeContainer, FakeBehaviour> behave) =>
        Fake.Machine.Add(Fake.Machine.Images[FakeAct.Id] with { Behave = behave });

    public Key Want(int ordinal = 1, Func<ReplicaSpec, ReplicaSpec>? change = null)
    {
        var key = ResourceNames.Replica("production", ResourceNames.ReplicaName("shop", "web", 1, ordinal));
        var spec = new ReplicaSpec
        {
            App = "shop", Environment = "production", Service = "web", Release = 1, Fingerprint = "f", Ordinal = ordinal,
            Probe = new ProbeDefinition { Kind = ProbeKind.Tcp, Port = 8080 },
            ReadyWithin = TimeSpan.FromSeconds(60),
            Container = new ContainerSpec
            {
                ImageId = FakeAct.Id, ImageName = FakeAct.Name, Restart = RestartPolicy.Always, Command = ["/bin/act", "run"],
                Networks = [new ContainerNetwork(Identity.Network("production", "shop", "default"), [])],
                StopGracePeriod = TimeSpan.FromSeconds(10),
            },
        };
        Commit(new PutSpec(key, change?.Invoke(spec) ?? spec, "wanted"));
        return key;
    }

    public void Unwant(Key key) => Commit(new PutSpec(key, Spec(key) with { Wanted = Wanted.Absent }, "no longer wanted"));

    public ReplicaSpec Spec(Key key) => World.Get(key)!.SpecAs<ReplicaSpec>();

    public ReplicaStatus? Status(Key key) => World.Get(key)?.StatusAs<ReplicaStatus>();

    public FakeContainer Container(Key key) => Fake.Machine.Find(Identity.Container(key.Scope, key.Name))!;

    public void Until(Func<bool> holds, double seconds = 60) =>
        Assert.True(Loop.RunUntil(holds, TimeSpan.FromSeconds(seconds)), $"Not so within {seconds} s: {string.Join("; ", World.List(Kinds.Replica).Select(r => $"{r.Key} {r.Status}"))}");

    public void UntilReady(params Key[] keys) => Until(() => keys.All(k => Status(k)?.Phase == ReplicaPhase.Ready));

    public void Commit(params Change[] changes) => Loop.World.Start(async () => Assert.True((await Store.CommitAsync(new Transaction("test", changes), default)).Committed));

    /// <summary>What was said without a change, oldest first.</summary>
    public async Task<List<string>> RemarksAsync()
    {
        var remarks = new List<string>();
        var last = World.Revision;
        if (last == 0) return remarks;
        await foreach (var happened in Store.WatchAsync(0, default))
        {
            if (happened.Type == EventType.Remark) remarks.Add(happened.Because);
            if (happened.Sequence == last) break;
        }
        return remarks;
    }

    public List<string> Remarks()
    {
        List<string>? remarks = null;
        Loop.World.Start(async () => remarks = await RemarksAsync());
        Until(() => remarks is not null);
        return remarks!;
    }
}
