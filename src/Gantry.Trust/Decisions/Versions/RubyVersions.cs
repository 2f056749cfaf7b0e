using System.Text.RegularExpressions;

namespace Gantry.Trust.Decisions.Versions;

/// <summary>Gem::Version: segments of digits or of letters; a version with letters comes before the release.</summary>
public sealed partial class RubyVersions : IVersionScheme
{
    public string? Fault(string version) => Pattern().IsMatch(version) ? null : "is not a version that RubyGems reads";

    public int Compare(string a, string b)
    {
        List<string> x = Segments(a), y = Segments(b);
        for (var i = 0; i < Math.Max(x.Count, y.Count); i++)
        {
            string left = i < x.Count ? x[i] : "0", right = i < y.Count ? y[i] : "0";
            var order = (Digits.All(left), Digits.All(right)) switch
            {
                (true, true) => Digits.Compare(left, right),
                (true, false) => 1,
                (false, true) => -1,
                _ => string.CompareOrdinal(left, right),
            };
            if (order != 0) return order;
        }

        return 0;
    }

    /// <summary>Without the zeros at the end of the numbers and at the end of all.</summary>
    private static List<string> Segments(string version)
    {
        var all = Segment().Matches(version.Trim().Replace("-", ".pre.", StringComparison.Ordinal)).Select(m => m.Value).ToList();
        var letters = all.FindIndex(s => !Digits.All(s));
        if (letters < 0) letters = all.Count;
        List<string> numbers = all[..letters], rest = all[letters..];
        Strip(numbers);
        Strip(rest);
        return [.. numbers, .. rest];
    }

    private static void Strip(List<string> segments)
    {
        while (segments.Count > 0 && segments[^1].AsSpan().TrimStart('0').Length == 0) segments.RemoveAt(segments.Count - 1);
    }

    [GeneratedRegex(@"^\s*(?:[0-9]+(?:\.[0-9a-zA-Z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?)?\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    [GeneratedRegex("[0-9]+|[a-zA-Z]+", RegexOptions.CultureInvariant)]
    private static partial Regex Segment();
}
