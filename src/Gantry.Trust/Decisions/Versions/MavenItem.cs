namespace Gantry.Trust.Decisions.Versions;

/// <summary>A number, a word, or a list of them that a dash or a change between digits and letters began.</summary>
internal sealed class MavenItem : IComparable<MavenItem?>
{
    private static readonly string[] Known = ["alpha", "beta", "milestone", "rc", "snapshot", "", "sp"];
    private const int Release = 5;

    /// <summary>Lists lie in one another; text that is nothing but changes must not be deep without end.</summary>
    private const int Deepest = 200;

    private readonly string? number;
    private readonly string? word;
    private readonly List<MavenItem> list = [];

    private MavenItem(string? number, string? word) => (this.number, this.word) = (number, word);

    public static MavenItem Parse(string version)
    {
        var text = version.ToLowerInvariant();
        var root = new MavenItem(null, null);
        var path = new List<MavenItem> { root };
        var start = 0;
        for (var i = 0; i <= text.Length && path.Count < Deepest; i++)
        {
            var end = i == text.Length;
            if (!end && text[i] is not ('.' or '-') && (i == start || char.IsAsciiDigit(text[i]) == char.IsAsciiDigit(text[i - 1]))) continue;
            if (end && i == start) break;
            var part = text[start..i];
            var digits = part.Length == 0 || char.IsAsciiDigit(part[0]);
            var change = !end && text[i] is not ('.' or '-');
            // A word begins a list also behind a dot: 1.0.x is 1.0-x.
            if (!digits && path[^1].list.Count > 0) Deeper(path);
            path[^1].list.Add(digits ? new MavenItem(part.TrimStart('0'), null) : new MavenItem(null, Spelled(part, digitFollows: change)));
            start = change ? i : i + 1;
            if (change || (!end && text[i] == '-')) Deeper(path);
        }

        for (var i = path.Count - 1; i >= 0; i--) path[i].Normalize();
        return root;
    }

    public int CompareTo(MavenItem? other)
    {
        if (number is not null)
        {
            return other is null ? (number.Length == 0 ? 0 : 1) : other.number is not null ? Digits.Compare(number, other.number) : 1;
        }

        if (word is not null)
        {
            return other is null ? string.CompareOrdinal(Order(word), Order("")) : other.word is not null ? string.CompareOrdinal(Order(word), Order(other.word)) : -1;
        }

        if (other is null) return list.Select(i => i.CompareTo(null)).FirstOrDefault(o => o != 0);
        if (other.number is not null) return -1;
        if (other.word is not null) return 1;
        for (var i = 0; i < Math.Max(list.Count, other.list.Count); i++)
        {
            MavenItem? left = i < list.Count ? list[i] : null, right = i < other.list.Count ? other.list[i] : null;
            var order = left?.CompareTo(right) ?? -right!.CompareTo(null);
            if (order != 0) return order;
        }

        return 0;
    }

    private bool Nothing => number is not null ? number.Length == 0 : word is not null ? word.Length == 0 : list.Count == 0;

    private static void Deeper(List<MavenItem> path)
    {
        var next = new MavenItem(null, null);
        path[^1].list.Add(next);
        path.Add(next);
    }

    /// <summary>Takes away what means nothing at the end, and before a list.</summary>
    private void Normalize()
    {
        for (var i = list.Count - 1; i >= 0; i--)
        {
            if (list[i].Nothing) list.RemoveAt(i);
            else if (list[i].number is not null || list[i].word is not null) break;
        }

        // 1-ga-1 is 1-1: with the nothing at its beginning a list is what is left of it.
        if (list is [{ number: null, word: null } rest] && number is null && word is null)
        {
            list.Clear();
            list.AddRange(rest.list);
        }
    }

    private static string Spelled(string word, bool digitFollows) => word switch
    {
        "a" when digitFollows => "alpha",
        "b" when digitFollows => "beta",
        "m" when digitFollows => "milestone",
        "ga" or "final" or "release" => "",
        "cr" => "rc",
        _ => word,
    };

    private static string Order(string word) => Array.IndexOf(Known, word) is >= 0 and var at ? at.ToString(System.Globalization.CultureInfo.InvariantCulture) : $"{Known.Length}-{word}";
}
