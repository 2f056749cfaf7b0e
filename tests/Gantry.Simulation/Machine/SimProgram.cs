namespace Gantry.Simulation.Machine;

/// <summary>What the process of an image does.</summary>
public sealed record SimProgram
{
    /// <summary>From its start until it listens; null: it never does.</summary>
    public TimeSpan? Boot { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>When it ends by itself; null: it does not.</summary>
    public TimeSpan? EndsAfter { get; init; }
    public int ExitCode { get; init; }

    /// <summary>From SIGTERM to its end.</summary>
    public TimeSpan Stop { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>A rollout of it can succeed.</summary>
    public bool Good => EndsAfter is null ? Boot is not null : ExitCode == 0;
}
