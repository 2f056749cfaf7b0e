using Gantry.Edge.Decisions.Guarding;

namespace Gantry.Edge.Routing.Guards;

/// <summary>Counts what one route has sent again, across snapshots. Costs nothing while nothing is.</summary>
internal sealed class RetryBudget
{
    private readonly Lock sync = new();
    private long second = -1, startedBefore;
    private int repeated;

    /// <param name="started">Requests of the route so far.</param>
    /// <returns>Whether one more may be sent again; it is counted then.</returns>
    public bool Take(TimeProvider time, long started, int percent)
    {
        var now = time.GetTimestamp() / time.TimestampFrequency;
        lock (sync)
        {
            if (now != second) (second, startedBefore, repeated) = (now, started, 0);
            if (!RetryAllowance.HasRoom(started - startedBefore, repeated, percent)) return false;
            repeated++;
            return true;
        }
    }
}
