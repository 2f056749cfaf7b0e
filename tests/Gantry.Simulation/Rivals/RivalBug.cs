namespace Gantry.Simulation.Rivals;

/// <summary>What can be wrong on purpose with several control planes.</summary>
public enum RivalBug
{
    None,

    /// <summary>The database takes commits of whoever sends them.</summary>
    StoreFenceDropped,

    /// <summary>A follower takes the lease as soon as it sees it.</summary>
    LeaseNotAwaited,

    /// <summary>Calls to the engine are made without asking for the lease.</summary>
    EngineCallsUnasked,

    /// <summary>The leader counts its time from when it had the answer, and to the very end.</summary>
    LeaseCountedLate,
}
