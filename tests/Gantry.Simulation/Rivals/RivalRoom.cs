using Gantry.Control;
using Gantry.Control.Decisions;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Edges;
using Gantry.Resources.Platforms;
using Gantry.Resources.Rollouts;
using Gantry.Rollouts.Decisions;
using Gantry.Simulation.Checks;
using Gantry.Simulation.Edges;
using Gantry.Simulation.Loop;
using Gantry.Simulation.Machine;
using Gantry.Simulation.People;

namespace Gantry.Simulation.Rivals;

/// <summary>Two control planes over one database, one engine and one edge. A seed decides everything.</summary>
public sealed class RivalRoom
{
    public const string EdgeName = "edge-1";

    /// <summary>How long a platform may be without a leader, and nobody take the lease, while somebody could.</summary>
    private static readonly TimeSpan Takeover = TimeSpan.FromSeconds(5);

    private readonly ControlPlane[] _planes;
    private readonly bool[] _down = new bool[2];
    private readonly Random _random;
    private readonly AppMaker _maker;
    private readonly Dictionary<string, int> _jobs = new(StringComparer.Ordinal);
    private readonly List<int> _told = [];
    private AppDefinition _file;
    private readonly TimeSpan[] _ableSince = new TimeSpan[2];
    private readonly bool[] _wasAble = new bool[2];
    private TimeSpan _lastLed;
    private (long Epoch, long Renewal) _row;

    public RivalRoom(int seed, RivalBug bug)
    {
        Bug = bug;
        Loop = new SimLoop(seed, keepTrace: true);
        Engine = new SimEngine(Loop, new SimNetworks());
        EngineFaults = new EngineFaults(Loop.Stream("engine calls"), Loop.Stream("engine events"), new EngineTrouble(Loop.Stream("engine trouble"), _ => { }), _ => { });
        EdgeFaults = new EdgeFaults(Loop.Stream("edge link"), _ => { });
        Edge = new SimEdge(Loop, Engine, new EdgeBugs());
        _random = Loop.Stream("faults");
        _maker = new AppMaker(Loop.Stream("apps"), Engine);
        _file = _maker.Make("shop");
        Engine.Started += c =>
        {
            if (c.IsJob && (_jobs[c.Name] = _jobs.GetValueOrDefault(c.Name) + 1) > 1) Violate($"the one-off {c.Name} was run twice");
        };
        Database.Disk.Write(WorldTransition.Apply(World.Empty, new Transaction("gantryd", new PutSpec(ResourceNames.Edge(EdgeName), new EdgeSpec { Socket = "edge.sock" }, "the edge", 0)),
            Loop.World.Time.GetUtcNow(), AuditChain.Genesis));
        Edge.Start();
        _planes = [new ControlPlane(this, "first"), new ControlPlane(this, "second")];
    }

    public static PlatformIdentity Platform { get; } = new("abcdef123456", "10.201");
    public RivalBug Bug { get; }
    public SimLoop Loop { get; }
    public SimEngine Engine { get; }
    public EngineFaults EngineFaults { get; }
    public EdgeFaults EdgeFaults { get; }
    public SimEdge Edge { get; }
    public SharedDatabase Database { get; } = new();
    public List<string> Violations { get; } = [];
    public long Terms => Database.Epoch;
    public int Rollouts => _told.Count;

    /// <summary>What befell whom, and who led.</summary>
    public IEnumerable<string> Story => Loop.Lines.Where(l => l.Contains("fault: ", StringComparison.Ordinal) || l.Contains(" leads with ", StringComparison.Ordinal) || l.EndsWith(" follows", StringComparison.Ordinal));

    public void Violate(string what)
    {
        if (Violations.Count < 10) Violations.Add($"{Loop.Now.TotalSeconds:0.000} s: {what}");
    }

    public void Run()
    {
        var storm = TimeSpan.FromSeconds(60);
        Again(2500, storm, Up);
        Again(5000, storm, Strike);
        RunFor(storm + TimeSpan.FromSeconds(10));
        RunFor(TimeSpan.FromSeconds(80));
        var world = Database.Disk.Now;
        foreach (var number in _told)
        {
            if (world.Get<RolloutSpec, RolloutStatus>(ResourceNames.Rollout("production", "shop", number)) is not { } rollout)
            {
                if (world.Get<AppSpec, AppStatus>(ResourceNames.App("production", "shop"))?.Status?.Forgotten < number) Violate($"rollout {number} was acknowledged and is not there");
            }
            else if (rollout.Status is not { Ended: true }) Violate($"rollout {number} was acknowledged and has not ended");
        }
        if (AuditChain.Verify(Database.Disk.Events) is { } broken) Violate(broken.Message);
        foreach (var difference in Content.Differences(Database.Disk)) Violate(difference);
        if (_planes.Count(p => p.Holds) != 1) Violate($"{_planes.Count(p => p.Holds)} lead at the end");
        if (Loop.Exhausted) Violate("it does not come to rest");
    }

    private void RunFor(TimeSpan time)
    {
        var end = Loop.Now + time;
        Loop.RunUntil(() =>
        {
            if (_planes[0].Holds && _planes[1].Holds) Violate("both lead at once");
            // Who has just taken the lease may be stopped before it hears of it: then it has to run out once more.
            if (_planes.Any(p => p.Holds) || _row != (Database.Epoch, Database.Renewal)) (_lastLed, _row) = (Loop.Now, (Database.Epoch, Database.Renewal));
            for (var n = 0; n < _planes.Length; n++)
            {
                // Between two steps time may have passed in which it was not.
                if (!_planes[n].Able || !_wasAble[n]) _ableSince[n] = Loop.Now;
                _wasAble[n] = _planes[n].Able;
            }
            // One that was able to all the while; two that were in turn had to begin anew.
            var able = _ableSince.Min();
            var waited = Loop.Now - (_lastLed > able ? _lastLed : able);
            if (waited > Takeover) Violate($"nobody leads for {waited.TotalSeconds:0.0} s");
            return Violations.Count > 0 || Loop.Now >= end;
        }, time);
    }

    private void Again(int average, TimeSpan until, Action work) => Loop.World.Schedule(TimeSpan.FromMilliseconds(_random.Next(2 * average)), () =>
    {
        if (Loop.Now >= until) return;
        work();
        Again(average, until, work);
    });

    /// <summary>Somebody asks whoever takes commands.</summary>
    private void Up()
    {
        if (_planes.FirstOrDefault(p => p is { Holds: true, Store: not null, Process.Paused: false }) is not { Store: { } store } plane) return;
        _file = _maker.Change(_file);
        var (release, _) = ReleaseFactory.Make(_file, AppMaker.Images(_file), 0, "anna", default);
        plane.Process.Start(async () =>
        {
            var accepted = RolloutRequests.Up(new Request(store.Current, Platform, "production", "shop", "anna", plane.Process.Time.GetUtcNow()), release!);
            if (accepted.Transaction is not { } transaction) return;
            try
            {
                if ((await store.CommitAsync(transaction, CancellationToken.None)).Committed) _told.Add(accepted.Rollout);
            }
            catch (StoreUnavailableException)
            {
                // Nobody was told anything.
            }
        });
    }

    private void Strike()
    {
        // Most often whoever leads.
        var at = _random.Next(4) == 0 ? _random.Next(2) : Math.Max(0, Array.FindIndex(_planes, p => p.Holds));
        var (plane, time) = (_planes[at], TimeSpan.FromMilliseconds(300 + _random.Next(8000)));
        switch (_random.Next(6))
        {
            case 0 when !_down[at]:
                Loop.Trace($"fault: {plane.Name} killed");
                _down[at] = true;
                plane.Process.Kill();
                Loop.World.Schedule(time, () => (_planes[at], _down[at]) = (new ControlPlane(this, plane.Name), false));
                break;
            case 1 or 2:
                While(time, $"{plane.Name} paused", plane.Process.Pause);
                break;
            case 3:
                While(time, $"{plane.Name} does not reach the database", on => plane.StoreAway = on);
                break;
            case 4:
                var failover = _planes.ToList();
                While(time / 3, "the database fails over", on => failover.ForEach(p => p.StoreAway = on));
                break;
            default:
                var engine = _random.Next(2) == 0;
                While(time, $"{plane.Name} does not reach {(engine ? "the engine" : "the edge")}", on => (plane.EngineAway, plane.EdgeAway) = (on && engine, on && !engine));
                break;
        }
    }

    private void While(TimeSpan time, string what, Action<bool> set)
    {
        Loop.Trace($"fault: {what} for {time.TotalSeconds:0.0} s");
        set(true);
        Loop.World.Schedule(time, () => set(false));
    }
}
