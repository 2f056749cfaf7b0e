namespace Gantry.Trust.Decisions.Admission;

/// <summary>Lists as sentences have them.</summary>
internal static class Text
{
    public static string And(IReadOnlyList<string> words) => Join(words, "and");

    public static string Or(IReadOnlyList<string> words) => Join(words, "or");

    private static string Join(IReadOnlyList<string> words, string last) =>
        words.Count < 2 ? string.Concat(words) : $"{string.Join(", ", words.Take(words.Count - 1))} {last} {words[^1]}";
}
