namespace Gantry.Trust.Decisions.Versions;

/// <summary>Numbers as people write them in versions: of any length, so that none overflows.</summary>
internal static class Digits
{
    /// <summary>As numbers; nothing is zero.</summary>
    public static int Compare(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        a = a.TrimStart('0');
        b = b.TrimStart('0');
        return a.Length != b.Length ? a.Length.CompareTo(b.Length) : a.SequenceCompareTo(b);
    }

    public static bool All(ReadOnlySpan<char> text) => text.Length > 0 && !text.ContainsAnyExceptInRange('0', '9');

    /// <summary>How many characters from the place on are digits, or are not.</summary>
    public static int Run(ReadOnlySpan<char> text, int at, bool digits)
    {
        var end = at;
        while (end < text.Length && char.IsAsciiDigit(text[end]) == digits) end++;
        return end - at;
    }
}
