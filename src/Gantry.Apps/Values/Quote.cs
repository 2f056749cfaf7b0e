using System.Text;

namespace Gantry.Apps.Values;

/// <summary>What a message may repeat of a file: short, on one line, without control characters.</summary>
internal static class Quote
{
    private const int Longest = 60;
    private const int LongestPath = 512;

    public static string Short(string text) => Cut(text, Longest);

    /// <summary>A path says most at its end, so it is shown whole where that is at all possible.</summary>
    public static string Path(string text) => Cut(text, LongestPath);

    private static string Cut(string text, int longest)
    {
        var line = new StringBuilder(Math.Min(text.Length, longest));
        foreach (var c in text)
        {
            if (line.Length == longest) return line.Append('…').ToString();
            line.Append(char.IsControl(c) || char.IsSurrogate(c) ? '·' : c);
        }

        return line.ToString();
    }
}
