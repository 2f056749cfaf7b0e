using System.Text;

namespace Gantry.Apps.Values;

/// <summary>What a message may repeat of a file: short, on one line, without control characters.</summary>
internal static class Quote
{
    private const int Longest = 60;

    public static string Short(string text)
    {
        var line = new StringBuilder(Math.Min(text.Length, Longest));
        foreach (var c in text)
        {
            if (line.Length == Longest) return line.Append('…').ToString();
            line.Append(char.IsControl(c) || char.IsSurrogate(c) ? '·' : c);
        }

        return line.ToString();
    }
}
