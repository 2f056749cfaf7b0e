namespace Gantry.Edge.Guards.Decisions;

/// <summary>
/// A body that comes in drops is passed on a drop at a time, but not more often than time is looked at: each costs the edge two calls of
/// the system and wakes a replica, whatever is in it. Time in milliseconds.
/// </summary>
internal struct Trickle
{
    /// <summary>Less than this is a drop, in bytes.</summary>
    public const int Drop = 1024;

    /// <summary>A little less than the beat of a loop, so that none of these is missed.</summary>
    public const long Pause = 40;

    private long passedAt;
    private bool wasDrop, waits;

    public void Passed(int bytes, long now) => (passedAt, wasDrop) = (now, bytes < Drop);

    /// <summary>Whether what is there is left there for now.</summary>
    public bool Waits(long now) => waits = wasDrop && now - passedAt < Pause;

    /// <summary>Something was left, for long enough.</summary>
    public readonly bool IsDue(long now) => waits && now - passedAt >= Pause;
}
