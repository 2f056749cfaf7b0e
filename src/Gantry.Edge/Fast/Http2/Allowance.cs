namespace Gantry.Edge.Fast.Http2;

/// <summary>
/// How much of what costs us and brings nothing a client may send: it fills up with time. Requests that are taken back at once, frames that
/// have to be answered, and frames about nothing (the attacks known as rapid reset, and floods of settings, pings and empty frames).
/// </summary>
internal struct Allowance(int most, int perSecond)
{
    private double left = most;
    private long last;

    /// <param name="now">In milliseconds.</param>
    /// <returns>False: it is used up.</returns>
    public bool Use(long now)
    {
        left = Math.Min(most, left + ((now - last) * perSecond / 1000.0));
        last = now;
        if (left < 1) return false;
        left--;
        return true;
    }
}
