namespace Gantry.Rollouts.Decisions;

/// <summary>The words of plans.</summary>
internal static class Text
{
    /// <summary><c>api, web and worker</c>.</summary>
    public static string List(IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Count switch
        {
            0 => "nothing",
            1 => all[0],
            _ => $"{string.Join(", ", all[..^1])} and {all[^1]}",
        };
    }

    /// <summary><c>2 × api and 1 × web</c> from the service of each replica.</summary>
    public static string Replicas(IEnumerable<string> services) =>
        List(services.GroupBy(s => s, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Count()} × {g.Key}"));

    public static string Duration(TimeSpan t) =>
        t.TotalMinutes >= 1 && t.Seconds == 0 ? $"{t.TotalMinutes:0} min" : $"{t.TotalSeconds:0.#} s";
}
