using Gantry.Control;
using Gantry.Resources;

namespace Gantry.Rollouts.Decisions;

/// <summary>What a decision comes to.</summary>
/// <param name="Changes">To be committed together; empty when nothing is to be done now.</param>
/// <param name="WakeAfter">When to decide again at the latest; null for when something changes.</param>
public sealed record Transition(IReadOnlyList<Change> Changes, TimeSpan? WakeAfter);

/// <summary>How a step stands.</summary>
internal sealed record StepState
{
    public bool Done { get; private init; }
    public Problem? Failure { get; private init; }

    /// <summary>For waiting: when time alone changes something.</summary>
    public TimeSpan? WakeAfter { get; private init; }

    public static StepState Finished { get; } = new() { Done = true };
    public static StepState Waiting(TimeSpan? wake = null) => new() { WakeAfter = wake };
    public static StepState Failed(Problem why) => new() { Failure = why };
}
