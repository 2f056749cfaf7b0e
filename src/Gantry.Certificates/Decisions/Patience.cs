namespace Gantry.Certificates.Decisions;

/// <summary>How long nothing is asked of an authority after a failure.</summary>
public static class Patience
{
    /// <summary>
    /// After a refusal. Authorities count failed looks at a host; the strictest that is known allows five in an hour, and these make four.
    /// </summary>
    private static readonly TimeSpan[] Refused =
        [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(20), TimeSpan.FromHours(1), TimeSpan.FromHours(3), TimeSpan.FromHours(6), TimeSpan.FromHours(12)];

    private static readonly TimeSpan ShortestAway = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestAway = TimeSpan.FromHours(1);

    /// <summary>What an authority asks for is done, within reason.</summary>
    private static readonly TimeSpan LongestAsked = TimeSpan.FromDays(1);

    /// <param name="failures">This one among them.</param>
    /// <param name="asked">What the authority asked for.</param>
    public static TimeSpan After(AuthorityFailure failure, int failures, string host, TimeSpan? asked)
    {
        var turn = Math.Max(failures, 1) - 1;
        var wait = failure == AuthorityFailure.Refused ? Refused[Math.Min(turn, Refused.Length - 1)]
            : turn < 10 ? Least(ShortestAway * Math.Pow(2, turn), LongestAway) : LongestAway;
        wait += wait * 0.25 * Spread.Of(host, failures);
        return asked is { } longer && longer > wait ? Least(longer, LongestAsked) : wait;
    }

    /// <summary>How long until an order is looked at again that the authority works on.</summary>
    /// <param name="since">So long it has by now.</param>
    public static TimeSpan Poll(TimeSpan since, TimeSpan? asked)
    {
        var wait = since / 4;
        if (wait < TimeSpan.FromSeconds(1)) wait = TimeSpan.FromSeconds(1);
        wait = Least(wait, TimeSpan.FromSeconds(30));
        return asked is { } longer && longer > wait ? Least(longer, LongestAsked) : wait;
    }

    private static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
