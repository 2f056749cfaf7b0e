using Gantry.Control;
using Gantry.Control.Decisions;
using Gantry.Control.Loop;
using Gantry.Engine;
using Gantry.Engine.Effects;
using Gantry.Engine.Probes;
using Gantry.Resources;
using Gantry.Resources.Edges;
using Gantry.Rollouts;
using Gantry.Rollouts.Effects;
using Gantry.Simulation.Checks;
using Gantry.Simulation.Edges;
using Gantry.Simulation.Loop;
using Gantry.Simulation.Machine;
using Gantry.Simulation.Planted;
using Gantry.Simulation.Store;
using Gantry.Traffic;

namespace Gantry.Simulation.Platform;

/// <summary>One life of the control plane: the platform's own controllers and loop, as its program puts them together.</summary>
public sealed class Gantryd
{
    private const string EdgeName = "edge-1";

    private readonly Room _room;

    public Gantryd(Room room)
    {
        _room = room;
        Process = new Incarnation(room.Loop, $"gantryd-{room.Statistics.ControlPlaneKills + 1}");
        CrashRate = room.Loop.Now < room.Options.Stormy ? room.CrashRate : 0;
        Process.Start(() => _ = RunAsync());
    }

    public Incarnation Process { get; }

    /// <summary>Share of commits at which it dies.</summary>
    public double CrashRate { get; set; }

    /// <summary>Null until it has started.</summary>
    public IResourceStore? Store { get; private set; }

    /// <summary>Something was written; on the disk, and not yet acknowledged.</summary>
    public event Action<TransitionOutcome>? Wrote;

    public void Kill() => Process.Kill();

    internal void Committed(TransitionOutcome outcome) => Wrote?.Invoke(outcome);

    internal void Acknowledge(long revision) => _room.Acknowledged = Math.Max(_room.Acknowledged, revision);

    private async Task RunAsync()
    {
        var bug = _room.Options.Bug;
        if (_room.Disk.Events.Count < _room.Acknowledged) _room.Violate($"I1: revision {_room.Acknowledged} was acknowledged, and {_room.Disk.Events.Count} are there after a crash");
        IResourceStore store = new MemoryStore(_room.Disk, Process.Time, new DiskFaults(_room, this, _room.Loop.Stream(Process.Name)));
        foreach (var torn in Content.Differences(_room.Disk)) _room.Violate($"I4: after a crash, {torn}");
        if (bug != PlantedBug.None) store = new BuggyStore(store, bug, Process.Time);
        await AnnounceEdgeAsync(store);
        if (bug == PlantedBug.StartedOver) await Bugs.StartOverAsync(store);
        if (bug == PlantedBug.ResumedOneStepLate) await Bugs.ResumeLateAsync(store);
        Store = store;
        _ = _room.Witness.FollowAsync(store);
        _room.Loop.Trace($"{Process.Name} runs");
        var link = new EngineLink(_room.Engine, _room.EngineFaults, Process) { Passes = _room.Failpoints.Dies };
        link.EndAsked += _room.AskEnd;
        link.Hurried += c => _room.Violate($"{c.Name} is ended without the time to end that it was promised");
        IContainerEngine engine = BuggyEngine.Has(bug) ? new BuggyEngine(link, _room.Engine, bug) : link;
        IProber prober = bug == PlantedBug.ProbeSkipped ? new TrustingProber() : new SimProber(_room.Engine, _room.EngineTrouble, Process);
        IEdgeLink edge = new EdgeConnection(_room.Edge, _room.EdgeFaults, Process) { Passes = _room.Failpoints.Dies };
        if (BuggyEdgeLink.Has(bug)) edge = new BuggyEdgeLink(edge, bug);
        List<IController> controllers =
        [
            bug == PlantedBug.WallClockTrusted ? new RolloutController(store, _room.Platform, Process.Time, _room.Kept) : RolloutsModule.Controller(store, _room.Platform, Process.Time, _room.Kept),
            .. EngineModule.Controllers(store, engine, prober, _room.Platform, Process.Time),
            TrafficModule.Controller(store, edge, _room.Platform.Id, EdgeName, Process.Time),
        ];
        if (bug is PlantedBug.OrphansLeft or PlantedBug.CollectionTakesYoung) controllers.RemoveAll(c => c.Name == "collection");
        if (bug == PlantedBug.CollectionTakesYoung) controllers.Add(new CollectionController(new StoreView(store, Bugs.ReadyAlone), engine, _room.Platform));
        var options = new ControllerLoopOptions { Concurrency = 64 };
        if (bug == PlantedBug.NoResync) options = options with { Resync = TimeSpan.FromDays(1) };
        if (bug == PlantedBug.BackoffInMinutes) options = options with { Backoff = new Backoff(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5)) };
        await new ControllerLoop(store, controllers, Process.Time, options, new TraceLogger(_room.Loop)).RunAsync(CancellationToken.None);
    }

    private async Task AnnounceEdgeAsync(IResourceStore store)
    {
        var key = ResourceNames.Edge(EdgeName);
        while (store.Current.Get(key) is null)
        {
            try
            {
                await store.CommitAsync(new Transaction("gantryd", new PutSpec(key, new EdgeSpec { Socket = "edge.sock" }, "the edge of this machine", 0)), CancellationToken.None);
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), Process.Time);
            }
        }
    }
}
