namespace Gantry.Edge.Guards.Decisions;

/// <summary>Who has to go where there are too many.</summary>
internal static class Crowd
{
    /// <summary>Looking through all of them for each who comes would be what an attacker wants: some go at once.</summary>
    private const int Share = 64;

    /// <summary>Those that have waited longest for nothing.</summary>
    /// <param name="idleFor">By connection, in milliseconds; negative for one that is at work.</param>
    public static IReadOnlyList<int> Oldest(IReadOnlyList<long> idleFor) =>
        [.. Enumerable.Range(0, idleFor.Count).Where(i => idleFor[i] >= 0).OrderByDescending(i => idleFor[i]).Take(Math.Max(1, idleFor.Count / Share))];
}
