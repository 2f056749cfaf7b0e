namespace Gantry.Edge.Decisions.Guarding;

/// <summary>What was seen of one replica, or of some together, within the window.</summary>
public readonly record struct Outcomes(long Answers, long Errors);

/// <summary>Decides whether a replica is left out for a while, for how clients fare with it.</summary>
public static class Ejection
{
    /// <summary>Fewer answers say nothing of a share.</summary>
    public const int LeastAnswers = 20;

    private const int Percent = 100, LongestTimes = 10;

    /// <param name="limit">Failures one after another that are enough; 0: there is no such limit.</param>
    public static bool ByRow(int inARow, int limit) => limit > 0 && inARow >= limit;

    /// <summary>
    /// It has too many errors, and the others have at most half as many: if all of them fail alike, it is not the replica that is wrong,
    /// and with fewer of them it would only become worse.
    /// </summary>
    /// <param name="limit">Per cent; 0: there is no such limit.</param>
    public static bool ByRate(Outcomes own, Outcomes others, int limit) =>
        limit > 0 && own.Answers >= LeastAnswers && own.Errors * Percent >= limit * own.Answers
        && (others.Answers == 0 || others.Errors * Percent * 2 <= limit * others.Answers);

    /// <summary>Whether there is room for one more that is out.</summary>
    /// <param name="share">Per cent of all that may be out; of two or more it is at least one, of one it is none.</param>
    public static bool HasRoom(int all, int outAlready, int share) =>
        all > 1 && share > 0 && outAlready < Math.Clamp(all * share / Percent, 1, all - 1);

    /// <param name="times">How often it was out lately, this one counted.</param>
    public static TimeSpan LengthOf(TimeSpan first, int times) => first * Math.Clamp(times, 1, LongestTimes);
}
