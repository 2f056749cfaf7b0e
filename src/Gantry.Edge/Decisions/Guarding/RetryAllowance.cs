namespace Gantry.Edge.Decisions.Guarding;

/// <summary>How many requests may be sent again, so that a service in trouble is not asked for more than it was in good times.</summary>
public static class RetryAllowance
{
    /// <summary>In a second, whatever the traffic: with few requests a share of them would be none.</summary>
    public const int Least = 10;

    /// <param name="started">Requests within the second so far.</param>
    /// <param name="repeated">Of these, sent again.</param>
    /// <param name="percent">The share that may be.</param>
    public static bool HasRoom(long started, int repeated, int percent) => repeated < Least + (started * percent / 100);
}
