using Gantry.Resources.Platforms;
using Gantry.Rollouts;
using Gantry.Simulation.Checks;
using Gantry.Simulation.Edges;
using Gantry.Simulation.Loop;
using Gantry.Simulation.Machine;
using Gantry.Simulation.People;
using Gantry.Simulation.Planted;
using Gantry.Simulation.Store;

namespace Gantry.Simulation.Platform;

/// <summary>The whole simulated machine: what there is of it, and what befell it.</summary>
public sealed class Room
{
    private readonly List<string> _violations = [];
    private readonly Random _outOfLuck;
    private int _faults;

    public Room(int seed, SimulationOptions options)
    {
        Options = options;
        Kept = seed % 2 == 0 ? 3 : RolloutsModule.Kept;
        Loop = new SimLoop(seed, options.KeepTrace);
        Engine = new SimEngine(Loop, new SimNetworks());
        EngineTrouble = new EngineTrouble(Loop.Stream("engine trouble"), Count);
        EngineFaults = new EngineFaults(Loop.Stream("engine calls"), Loop.Stream("engine events"), EngineTrouble, Count);
        EdgeFaults = new EdgeFaults(Loop.Stream("edge link"), Count);
        _outOfLuck = Loop.Stream("lost and torn");
        Edge = new SimEdge(Loop, Engine, Bugs.OfEdge(options.Bug));
        Edge.Disk.Broken = Violate;
        Bugs.OfDisk(options.Bug, Disk);
        Witness = new Witness(this);
        Failpoints = new Failpoints(this);
        Histories = new Histories(this);
        Neighbours = new Neighbours(Engine, Platform.Id);
        Edge.Killed += _ =>
        {
            foreach (var container in Engine.Containers) container.CutRequests();
        };
    }

    public SimulationOptions Options { get; }

    /// <summary>How many releases and rollouts of an app the platform keeps: in every other run so few that most are let go of.</summary>
    public int Kept { get; }
    public PlatformIdentity Platform { get; } = new("abcdef123456", "10.201");
    public SimLoop Loop { get; }
    public SimEngine Engine { get; }
    public SimEdge Edge { get; }
    public MemoryDisk Disk { get; } = new();
    public EngineFaults EngineFaults { get; }
    public EdgeFaults EdgeFaults { get; }
    public SimulationStatistics Statistics { get; } = new();
    public Witness Witness { get; }
    public Failpoints Failpoints { get; }
    public Histories Histories { get; }

    /// <summary>What else runs on the machine and is none of the platform's business.</summary>
    public Neighbours Neighbours { get; }

    /// <summary>Null while it is down.</summary>
    public Gantryd? Gantryd { get; private set; }
    public bool DiskFull { get; set; }
    public bool DiskReadOnly { get; set; }
    public bool DiskSlow { get; set; }

    /// <summary>Share of commits that wait for somebody else.</summary>
    public double BusyRate { get; set; }

    /// <summary>Share of commits that cannot be made durable.</summary>
    public double SyncFailRate { get; set; }

    /// <summary>Share of crashes at a commit in which a part of it was written.</summary>
    public double TornRate { get; set; }

    /// <summary>Share of commands that are sent twice.</summary>
    public double TwiceRate { get; set; }

    /// <summary>What is read after a crash was written by an older version.</summary>
    public bool OldRecords { get; set; }
    public int ClockJumps { get; set; }
    public EngineTrouble EngineTrouble { get; }

    /// <summary>How often somebody has set the clock.</summary>
    public int ClockSet { get; set; }

    /// <summary>By how much in all it was set back, for good: what was to be kept until some time is kept for so much longer.</summary>
    public TimeSpan ClockSetBack { get; set; }

    /// <summary>Share of commits at which the control plane dies.</summary>
    public double CrashRate { get; set; }

    /// <summary>The edge has nothing to serve until it is told anew.</summary>
    public bool EdgeEmpty { get; set; }

    /// <summary>The newest revision that somebody was told is safe.</summary>
    public long Acknowledged { get; set; }

    /// <summary>Counts everything that went wrong on purpose, so that one can ask whether anything did meanwhile.</summary>
    public int Faults => _faults;
    public IReadOnlyList<string> Violations => _violations;

    public event Action<Gantryd>? Started;

    /// <summary>The platform asks the engine to end a container that runs.</summary>
    public event Action<SimContainer>? EndAsked;

    /// <summary>Whether a kind of fault may strike in this run.</summary>
    public bool Has(FaultKind kind) => !Options.Without.Contains(kind);

    public void Strike(FaultKind kind, string? what = null)
    {
        Count(kind);
        Loop.Trace($"fault: {kind} {what}");
    }

    /// <summary>For what happens too often to be traced.</summary>
    public void Count(FaultKind kind)
    {
        _faults++;
        Statistics.Struck[(int)kind]++;
    }

    /// <summary>Whether something that happens in a share of all cases does now.</summary>
    public bool Chance(double share) => share > 0 && _outOfLuck.NextDouble() < share;

    /// <summary>Somebody ends a container behind the platform's back.</summary>
    public event Action<SimContainer>? Lost;

    public void Lose(SimContainer container) => Lost?.Invoke(container);

    public void AskEnd(SimContainer container) => EndAsked?.Invoke(container);

    public void Violate(string what)
    {
        Loop.Trace($"VIOLATION {what}");
        if (_violations.Count < 20) _violations.Add($"{Loop.Now.TotalSeconds:0.000} s: {what}");
    }

    public void StartGantryd()
    {
        Gantryd = new Gantryd(this);
        Started?.Invoke(Gantryd);
    }

    /// <summary>As SIGKILL; it is started again after a while.</summary>
    public void KillGantryd(TimeSpan down)
    {
        if (Gantryd is not { } life) return;
        Strike(FaultKind.ControlPlaneKilled, $"back in {down.TotalSeconds:0.00} s");
        Statistics.ControlPlaneKills++;
        Gantryd = null;
        life.Kill();
        if (Options.Bug is PlantedBug.AcknowledgedBeforeDurable or PlantedBug.SyncErrorIgnored) Disk.LoseUnflushed();
        if (OldRecords && Disk.Age()) Count(FaultKind.OldRecords);
        Loop.World.Schedule(down, StartGantryd);
    }

    /// <param name="forgets">Its disk is empty when it comes back.</param>
    public void KillEdge(TimeSpan down, bool forgets = false)
    {
        if (Edge.Life is null) return;
        Count(FaultKind.EdgeKilled);
        Statistics.EdgeKills++;
        Edge.Kill();
        if (forgets)
        {
            Strike(FaultKind.EdgeDiskLost);
            Edge.Disk.Lose();
            EdgeEmpty = true;
        }
        Loop.World.Schedule(down, Edge.Start);
    }

    /// <summary>Whether the edge sends traffic to a replica now.</summary>
    public bool InRotation(string replica) => Edge.Rotation.Any(r => r.Name.EndsWith("/" + replica, StringComparison.Ordinal));
}
