using Gantry.Edge.Guards.Decisions;

namespace Gantry.Edge.Guards;

/// <summary>How fast a client says its body and takes its answers.</summary>
internal struct ClientPace(GuardLimits limits)
{
    /// <summary>How often is looked at what a client takes, in milliseconds.</summary>
    private const long Glance = 500;

    /// <summary>Who takes less between two looks does not keep up.</summary>
    private const long Enough = 256 * 1024;

    private Allowance says, takes;
    private long taken, lookedAt;

    /// <summary>Nothing is read ahead for it.</summary>
    public bool IsSlow { get; private set; }

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;

    public void Begin()
    {
        says.Begin(Milliseconds(limits.Grace));
        takes.Begin(Milliseconds(limits.Grace));
        (lookedAt, IsSlow) = (-1, false);
    }

    /// <summary>It is its turn to say something.</summary>
    public void Waits(long now) => says.Waits(now);

    /// <summary>It could not say more than it did so far.</summary>
    public void Excuse(long now) => says.Excuse(now);

    public void Said(int bytes, long now)
    {
        if (limits.Rate > 0) says.Moved(bytes, now, limits.Rate, Milliseconds(limits.Grace));
    }

    public readonly bool SaysTooLittle(long now) => limits.Rate > 0 && says.IsSpent(now);

    /// <summary>Whether it is time to look at what a client took for which something waits.</summary>
    public readonly bool IsDue(long now) => limits.Rate > 0 && (lookedAt < 0 || now - lookedAt >= Glance);

    /// <param name="acknowledged">Bytes since the connection began.</param>
    public bool TakesTooLittle(long acknowledged, long now)
    {
        if (lookedAt >= 0)
        {
            IsSlow = acknowledged - taken < Enough;
            takes.Moved(acknowledged - taken, now, limits.Rate, Milliseconds(limits.Grace));
        }
        (taken, lookedAt) = (acknowledged, now);
        if (takes.IsOut) return true;
        takes.Waits(now);
        return false;
    }

    /// <summary>Nothing waits for it.</summary>
    public void TookAll()
    {
        lookedAt = -1;
        takes.Rests();
    }
}
