using Gantry.Resources.Trust;

namespace Gantry.Trust.Decisions.Fetching;

/// <summary>When a source of advisories is asked. Pure: state and time in, how long to wait out.</summary>
public static class FetchSchedule
{
    /// <summary>More often is of no use: the databases are exported every hour or less.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromMinutes(15);

    /// <summary>Rarer, and what is known is stale before it is asked for.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromDays(7);

    /// <summary>After the first failure; twice as long after each further one.</summary>
    public static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(1);

    private const int MostDoublings = 16;

    /// <returns>How long to wait until it is asked; zero: now.</returns>
    public static TimeSpan Wait(AdvisorySourceSpec spec, AdvisorySourceStatus? status, DateTimeOffset now)
    {
        var due = status switch
        {
            { Failed: { } failed, Failures: > 0 } => failed + Retry(spec, status.Failures),
            { Fetched: { } fetched } => fetched + spec.Every,
            _ => now,
        };
        // A clock that was put back does not silence it for longer than it would have waited.
        var wait = due - now;
        return wait <= TimeSpan.Zero ? TimeSpan.Zero : wait < spec.Every ? wait : spec.Every;
    }

    private static TimeSpan Retry(AdvisorySourceSpec spec, int failures)
    {
        var wait = FirstRetry * Math.Pow(2, Math.Min(failures - 1, MostDoublings));
        return wait < spec.Every ? wait : spec.Every;
    }
}
