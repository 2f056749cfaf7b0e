namespace Gantry.Edge.Decisions.Guarding;

/// <summary>Lets the share of a replica that is new grow to what it is due.</summary>
public static class SlowStart
{
    /// <summary>The least share, in parts of <see cref="Whole"/>: who gets nothing does not warm up.</summary>
    public const int Least = 100, Whole = 1000;

    /// <param name="age">How long it has been there; in the same unit as <paramref name="duration"/>.</param>
    public static int ShareOf(long age, long duration) =>
        age >= duration ? Whole : age <= 0 ? Least : (int)(Least + ((Whole - Least) * age / duration));

    /// <summary>Whether it takes part in a pick. Over many, it does so in the share that it is due.</summary>
    /// <param name="drawn">Any number, evenly spread.</param>
    public static bool TakesPart(int share, ulong drawn) => drawn % Whole < (ulong)share;
}
