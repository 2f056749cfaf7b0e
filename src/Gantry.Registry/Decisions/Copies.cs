namespace Gantry.Registry.Decisions;

/// <summary>How long what was fetched from elsewhere is good.</summary>
public static class Copies
{
    /// <summary>A tag may name something else by then, and is asked for again. A digest never does.</summary>
    public static readonly TimeSpan TagFresh = TimeSpan.FromMinutes(5);

    /// <summary>What nobody has pulled for so long, and nothing runs from, is freed.</summary>
    public static readonly TimeSpan Unused = TimeSpan.FromDays(7);

    /// <param name="asked">When it was last asked for, in seconds since 1970; null: not by this process.</param>
    public static bool IsDue(long? asked, long now) => asked is not { } at || now - at >= (long)TagFresh.TotalSeconds || now < at;
}
