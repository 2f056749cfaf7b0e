namespace Gantry.Simulation.Edges;

/// <summary>What can be wrong with an edge on purpose, to see that it is found.</summary>
public sealed record EdgeBugs
{
    /// <summary>It says that it serves a snapshot a while before it does.</summary>
    public bool AcknowledgesBeforeSwitch { get; init; }

    /// <summary>It takes any snapshot that comes, also an older one.</summary>
    public bool TakesOlder { get; init; }

    /// <summary>It does not hold requests.</summary>
    public bool NeverHolds { get; init; }

    /// <summary>It never says that an outgoing replica is still busy.</summary>
    public bool DeniesLingering { get; init; }

    /// <summary>It starts empty.</summary>
    public bool ForgetsSnapshot { get; init; }

    /// <summary>What drains may do so for a day.</summary>
    public bool NeverLapses { get; init; }

    /// <summary>Half a second, whatever was said.</summary>
    public bool HoldsShortly { get; init; }

    /// <summary>The second half of a snapshot follows later.</summary>
    public bool AppliesHalf { get; init; }

    /// <summary>What is stored is one snapshot behind.</summary>
    public bool StoresLate { get; init; }

    /// <summary>It does not look whether what was down is back.</summary>
    public bool NeverForgives { get; init; }
}
