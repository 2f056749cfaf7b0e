using Gantry.Control;
using Gantry.Control.Loop;
using Gantry.Engine;
using Gantry.Resources;
using Gantry.Rollouts;
using Gantry.Simulation.Edges;
using Gantry.Simulation.Loop;
using Gantry.Simulation.Machine;
using Gantry.Simulation.Platform;
using Gantry.Simulation.Store;
using Gantry.Traffic;

namespace Gantry.Simulation.Rivals;

/// <summary>One life of one of the control planes: the platform's own controllers and loop, for as long as it leads.</summary>
public sealed class ControlPlane : ILease
{
    public static readonly TimeSpan Lasts = TimeSpan.FromSeconds(3), Renew = TimeSpan.FromSeconds(1), Margin = TimeSpan.FromSeconds(0.5), Look = TimeSpan.FromSeconds(0.5);

    private static readonly string[] Reading = ["engine/list", "engine/inspect", "engine/networks", "engine/network", "engine/volumes", "engine/logs", "engine/info", "engine/tags", "engine/images", "engine/image"];

    private readonly RivalRoom _room;
    private readonly Random _random;
    private TimeSpan _until;

    public ControlPlane(RivalRoom room, string name)
    {
        (_room, Name) = (room, name);
        Process = new Incarnation(room.Loop, name);
        _random = room.Loop.Stream($"{name} {room.Loop.Steps}");
        Process.Start(() => _ = RunAsync());
    }

    public string Name { get; }
    public Incarnation Process { get; }
    public long Fence { get; private set; }
    public bool Holds => Fence > 0 && _until > Now;

    /// <summary>Null while it follows.</summary>
    public IResourceStore? Store { get; private set; }
    public bool StoreAway { get; set; }
    public bool EngineAway { get; set; }
    public bool EdgeAway { get; set; }

    /// <summary>It could lead. Not while it waits for a call to the engine of its last term: those of the simulated one cannot be cancelled.</summary>
    public bool Able => Process is { Dead: false, Paused: false } && !StoreAway && (Store is null || Holds);

    private TimeSpan Now => _room.Loop.Now;

    private async Task RunAsync()
    {
        while (true)
        {
            await LeadAsync();
            using var term = new CancellationTokenSource(Timeout.InfiniteTimeSpan, Process.Time);
            Extend(term);
            _room.Loop.Trace($"{Name} leads with fence {Fence}");
            Store = new MemoryStore(_room.Database.Disk, Process.Time, new FencedCommits(_room, this, Fence, _random));
            _ = RenewAsync(term);
            await new ControllerLoop(Store, Controllers(Store), Process.Time, new ControllerLoopOptions { Concurrency = 64 }, new TraceLogger(_room.Loop)).RunAsync(term.Token);
            Store = null;
            _room.Loop.Trace($"{Name} follows");
        }
    }

    private List<IController> Controllers(IResourceStore store)
    {
        var engine = new EngineLink(_room.Engine, _room.EngineFaults, Process) { Passes = Asks };
        IEdgeLink edge = new RivalEdgeLink(this, new EdgeConnection(_room.Edge, _room.EdgeFaults, Process));
        return
        [
            RolloutsModule.Controller(store, RivalRoom.Platform, Process.Time),
            .. EngineModule.Controllers(store, engine, new SimProber(_room.Engine, _room.EngineFaults.Trouble, Process), RivalRoom.Platform, Process.Time),
            TrafficModule.Controller(store, edge, RivalRoom.Platform.Id, RivalRoom.EdgeName, Process.Time, this),
        ];
    }

    /// <summary>As the client of the engine does, right before it sends what changes something.</summary>
    private bool Asks(string point)
    {
        if (!point.EndsWith("/before", StringComparison.Ordinal)) return false;
        if (EngineAway) throw new EngineUnavailableException(new Problem("engine", EngineCodes.NotRunning, "The engine does not answer.", ""));
        if (Reading.Contains(point[..point.LastIndexOf('/')])) return false;
        if (_room.Bug != RivalBug.EngineCallsUnasked) ((ILease)this).ThrowIfDeposed();
        if (_room.Database.Epoch != Fence) _room.Violate($"{Name} with fence {Fence} asks for {point}, and {_room.Database.Epoch} has taken over");
        return false;
    }

    private async Task LeadAsync()
    {
        (long, long)? seen = null;
        var since = Now;
        while (true)
        {
            await Task.Delay(Look, Process.Time);
            if (StoreAway)
            {
                // Another connection may lead to another server, which has not heard of everything.
                seen = null;
                continue;
            }
            var row = (_room.Database.Epoch, _room.Database.Renewal);
            if (seen != row) (seen, since) = (row, Now);
            if (Now - since < Lasts && _room.Bug != RivalBug.LeaseNotAwaited) continue;
            var asked = Now;
            await WayAsync();
            if (StoreAway || row != (_room.Database.Epoch, _room.Database.Renewal)) continue;
            (_room.Database.Epoch, _room.Database.Renewal) = (row.Epoch + 1, row.Renewal + 1);
            await WayAsync();
            (Fence, _until) = (row.Epoch + 1, UntilOf(asked));
            return;
        }
    }

    private async Task RenewAsync(CancellationTokenSource term)
    {
        while (!term.IsCancellationRequested)
        {
            await Task.Delay(Renew, Process.Time);
            var asked = Now;
            await WayAsync();
            if (StoreAway || term.IsCancellationRequested) continue;
            if (_room.Database.Epoch != Fence)
            {
                End(term);
                return;
            }
            _room.Database.Renewal++;
            await WayAsync();
            if (term.IsCancellationRequested) return;
            _until = UntilOf(asked);
            Extend(term);
        }
    }

    /// <summary>Here and now: its asynchronous form would leave the simulation's one thread.</summary>
    private static void End(CancellationTokenSource term) => term.Cancel();

    private TimeSpan UntilOf(TimeSpan asked) => _room.Bug == RivalBug.LeaseCountedLate ? Now + Lasts : asked + Lasts - Margin;

    private void Extend(CancellationTokenSource term) => term.CancelAfter(_until > Now ? _until - Now : TimeSpan.Zero);

    private Task WayAsync() => Task.Delay(TimeSpan.FromMicroseconds(100 + _random.Next(_random.Next(10) == 0 ? 300_000 : 1000)), Process.Time);
}
