using Gantry.Edge.Routing;
using Gantry.Simulation.Loop;
using Gantry.Simulation.Machine;

namespace Gantry.Simulation.Edges;

/// <summary>The edge across its lives.</summary>
public sealed class SimEdge(SimLoop loop, SimEngine engine, EdgeBugs bugs)
{
    private readonly EdgeDisk _disk = new();

    public EdgeDisk Disk => _disk;

    /// <summary>Null while it is down.</summary>
    public EdgeLife? Life { get; private set; }

    /// <summary>A process has ended; what was in it is lost.</summary>
    public event Action<EdgeLife>? Killed;

    public IEnumerable<ReplicaGauge> Rotation => Life?.Switch.Table.Replicas ?? [];

    /// <summary>Another snapshot is in force.</summary>
    public event Action? Applied;

    public void Start()
    {
        var life = Life = new EdgeLife(loop, engine, _disk, bugs);
        life.Switch.Applied += () => Applied?.Invoke();
    }

    public void Kill()
    {
        if (Life is not { } life) return;
        loop.Trace($"fault: edge {life.Boot} killed");
        Life = null;
        life.Kill();
        Killed?.Invoke(life);
    }
}
