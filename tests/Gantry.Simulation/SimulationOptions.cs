using Gantry.Simulation.Planted;
using Gantry.Simulation.Platform;

namespace Gantry.Simulation;

public sealed record SimulationOptions
{
    public PlantedBug Bug { get; init; } = PlantedBug.None;

    /// <summary>Keep every line of the trace, for reading it.</summary>
    public bool KeepTrace { get; init; }

    /// <summary>How long people act and faults strike.</summary>
    public TimeSpan Stormy { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>How long after the last fault everything must be as wanted (I5).</summary>
    public TimeSpan Settling { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Kinds of fault that do not strike, for finding what a failure needs.</summary>
    public IReadOnlyList<FaultKind> Without { get; init; } = [];

    /// <summary>How many acts of people there are at most.</summary>
    public int Acts { get; init; } = int.MaxValue;

    /// <summary>Kill the control plane at this commit, counted from 1, and have no other fault; null: faults as the seed says.</summary>
    public int? CrashAtCommit { get; init; }

    /// <summary>Kill the control plane where it passes this failpoint, and have no other fault.</summary>
    public string? CrashAt { get; init; }

    /// <summary>With <see cref="CrashAt"/>: at which of its visits, from 1.</summary>
    public int CrashVisit { get; init; } = 1;

    /// <summary>With <see cref="CrashAtCommit"/>: after it is on the disk instead of before.</summary>
    public bool CrashAfterwards { get; init; }
}

/// <param name="Violations">Empty when all invariants held.</param>
public sealed record SimulationResult(int Seed, SimulationOptions Options, string TraceHash, IReadOnlyList<string> Violations, SimulationStatistics Statistics, IReadOnlyList<string> Trace);

/// <summary>What happened in a run, to see that it was worth it.</summary>
public sealed record SimulationStatistics
{
    public int Requests { get; set; }
    public int Held { get; set; }

    /// <summary>Failed while a fault that may fail them was at work.</summary>
    public int Excused { get; set; }

    /// <summary>Sent while the control plane was dead (I6).</summary>
    public int Orphaned { get; set; }

    /// <summary>One-offs that people asked for.</summary>
    public int Runs { get; set; }
    public int Commits { get; set; }
    public int Rollouts { get; set; }

    /// <summary>Of the rollouts: no longer kept at the end.</summary>
    public int Forgotten { get; set; }
    public int Live { get; set; }
    public int Failed { get; set; }

    /// <summary>Of the failed: what was there before could not be put back either.</summary>
    public int GivenUp { get; set; }
    public int ControlPlaneKills { get; set; }
    public int EdgeKills { get; set; }
    public int EngineRestarts { get; set; }
    public int ContainersLost { get; set; }
    public long Steps { get; set; }

    /// <summary>How often each failpoint was passed.</summary>
    public IReadOnlyDictionary<string, int> Failpoints { get; set; } = new Dictionary<string, int>();

    /// <summary>How often each kind of fault struck.</summary>
    public int[] Struck { get; } = new int[Enum.GetValues<FaultKind>().Length];
}
