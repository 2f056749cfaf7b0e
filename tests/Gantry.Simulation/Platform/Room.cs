using Gantry.Resources.Platforms;
using Gantry.Simulation.Checks;
using Gantry.Simulation.Edges;
using Gantry.Simulation.Loop;
using Gantry.Simulation.Machine;
using Gantry.Simulation.Planted;
using Gantry.Simulation.Store;

namespace Gantry.Simulation.Platform;

/// <summary>The whole simulated machine: what there is of it, and what befell it.</summary>
public sealed class Room
{
    private readonly List<string> _violations = [];
    private int _faults;

    public Room(int seed, SimulationOptions options)
    {
        Options = options;
        Loop = new SimLoop(seed, options.KeepTrace);
        Engine = new SimEngine(Loop, new SimNetworks());
        EngineFaults = new EngineFaults(Loop.Stream("engine calls"), Loop.Stream("engine events"), () => _faults++);
        EdgeFaults = new EdgeFaults(Loop.Stream("edge link"), () => _faults++);
        Edge = new SimEdge(Loop, Engine, Bugs.OfEdge(options.Bug));
        Edge.Disk.Broken = Violate;
        Bugs.OfDisk(options.Bug, Disk);
        Witness = new Witness(this);
        Neighbours = new Neighbours(Engine, Platform.Id);
        Edge.Killed += _ =>
        {
            foreach (var container in Engine.Containers) container.CutRequests();
        };
    }

    public SimulationOptions Options { get; }
    public PlatformIdentity Platform { get; } = new("abcdef123456", "10.201");
    public SimLoop Loop { get; }
    public SimEngine Engine { get; }
    public SimEdge Edge { get; }
    public MemoryDisk Disk { get; } = new();
    public EngineFaults EngineFaults { get; }
    public EdgeFaults EdgeFaults { get; }
    public SimulationStatistics Statistics { get; } = new();
    public Witness Witness { get; }

    /// <summary>What else runs on the machine and is none of the platform's business.</summary>
    public Neighbours Neighbours { get; }

    /// <summary>Null while it is down.</summary>
    public Gantryd? Gantryd { get; private set; }
    public bool DiskFull { get; set; }

    /// <summary>How often somebody has set the clock.</summary>
    public int ClockSet { get; set; }

    /// <summary>Share of commits at which the control plane dies.</summary>
    public double CrashRate { get; set; }

    /// <summary>The newest revision that somebody was told is safe.</summary>
    public long Acknowledged { get; set; }

    /// <summary>Counts everything that went wrong on purpose, so that one can ask whether anything did meanwhile.</summary>
    public int Faults => _faults;
    public IReadOnlyList<string> Violations => _violations;

    public event Action<Gantryd>? Started;

    /// <summary>The platform asks the engine to end a container that runs.</summary>
    public event Action<SimContainer>? EndAsked;

    public void Fault(string what)
    {
        _faults++;
        Loop.Trace($"fault: {what}");
    }

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
        Fault($"gantryd killed, back in {down.TotalSeconds:0.00} s");
        Statistics.ControlPlaneKills++;
        Gantryd = null;
        life.Kill();
        if (Options.Bug == PlantedBug.AcknowledgedBeforeDurable) Disk.LoseUnflushed();
        Loop.World.Schedule(down, StartGantryd);
    }

    public void KillEdge(TimeSpan down)
    {
        if (Edge.Life is null) return;
        _faults++;
        Statistics.EdgeKills++;
        Edge.Kill();
        Loop.World.Schedule(down, Edge.Start);
    }

    /// <summary>Whether the edge sends traffic to a replica now.</summary>
    public bool InRotation(string replica) => Edge.Rotation.Any(r => r.Name.EndsWith("/" + replica, StringComparison.Ordinal));
}
