namespace Gantry.Store.Postgres.Leading;

/// <summary>How long a lease has not been seen to change.</summary>
internal sealed class LeaseWatch(TimeSpan lasts)
{
    private (long Epoch, long Renewal)? _seen;
    private TimeSpan _since;

    /// <param name="now">By a steady clock of the process that looks.</param>
    public bool IsOver(LeaseRow row, TimeSpan now)
    {
        if (_seen != (row.Epoch, row.Renewal)) (_seen, _since) = ((row.Epoch, row.Renewal), now);
        return now - _since >= lasts;
    }
}
