namespace Gantry.Trust.Decisions.Versions;

/// <summary><c>digits{.digits}[letter]{_suffix[digits]}[~hash][-rdigits]</c>, as apk-package(5) writes and apk-tools orders them. Wolfi's and
/// Chainguard's are the same.</summary>
public sealed class AlpineVersions : IVersionScheme
{
    /// <summary>In the order of precedence: of two versions that are alike so far the one with the earlier kind next is the greater one.</summary>
    private enum Kind { First, Number, Letter, Suffix, SuffixNumber, Hash, Revision, End, Invalid }

    /// <summary>The first four come before the release itself.</summary>
    private static readonly string[] Suffixes = ["alpha", "beta", "pre", "rc", "cvs", "svn", "git", "hg", "p"];
    private const int Before = 4;

    public string? Fault(string version)
    {
        if (version.Length == 0) return "is empty";
        var token = Next(version, 0, Kind.Invalid);
        while (token.Kind < Kind.End) token = Next(version, token.Until, token.Kind);
        return token.Kind == Kind.End ? null : token.Until >= version.Length ? "ends too early" : $"has '{version[token.Until..]}' where it should end";
    }

    public int Compare(string a, string b)
    {
        Token left = Next(a, 0, Kind.Invalid), right = Next(b, 0, Kind.Invalid);
        while (left.Kind == right.Kind && left.Kind < Kind.End)
        {
            ReadOnlySpan<char> x = a.AsSpan(left.From, left.Until - left.From), y = b.AsSpan(right.From, right.Until - right.From);
            var order = left.Kind switch
            {
                // A number that begins with a zero is a fraction.
                Kind.Number when x[0] == '0' || y[0] == '0' => x.SequenceCompareTo(y),
                Kind.Suffix => left.Suffix.CompareTo(right.Suffix),
                Kind.Letter or Kind.Hash => x.SequenceCompareTo(y),
                _ => Digits.Compare(x, y),
            };
            if (order != 0) return order;
            (left, right) = (Next(a, left.Until, left.Kind), Next(b, right.Until, right.Kind));
        }

        if (left.Kind == right.Kind) return 0;
        if (left is { Kind: Kind.Suffix, Suffix: < Before }) return -1;
        if (right is { Kind: Kind.Suffix, Suffix: < Before }) return 1;
        return right.Kind.CompareTo(left.Kind);
    }

    private readonly record struct Token(Kind Kind, int From, int Until, int Suffix = 0);

    private static Token Next(string text, int at, Kind after)
    {
        if (after == Kind.Invalid) return Number(text, at, Kind.First);
        if (at == text.Length) return new Token(Kind.End, at, at);
        var c = text[at];
        if (char.IsAsciiLetterLower(c) && after < Kind.Letter) return new Token(Kind.Letter, at, at + 1);
        if (c == '.' && after < Kind.Letter) return Number(text, at + 1, Kind.Number);
        if (c == '_' && after < Kind.Hash) return Suffix(text, at + 1);
        if (char.IsAsciiDigit(c) && after == Kind.Suffix) return Number(text, at, Kind.SuffixNumber);
        if (c == '~' && after < Kind.Hash)
        {
            var end = at + 1;
            while (end < text.Length && char.IsAsciiHexDigitLower(text[end])) end++;
            return new Token(end > at + 1 ? Kind.Hash : Kind.Invalid, at + 1, end);
        }

        return c == '-' && after < Kind.Revision && at + 1 < text.Length && text[at + 1] == 'r' ? Number(text, at + 2, Kind.Revision) : new Token(Kind.Invalid, at, at);
    }

    private static Token Number(string text, int at, Kind kind)
    {
        var length = Digits.Run(text, at, digits: true);
        return new Token(length > 0 ? kind : Kind.Invalid, at, at + length);
    }

    private static Token Suffix(string text, int at)
    {
        var end = at;
        while (end < text.Length && char.IsAsciiLetterLower(text[end])) end++;
        var known = Array.IndexOf(Suffixes, text[at..end]);
        return known < 0 ? new Token(Kind.Invalid, at, at) : new Token(Kind.Suffix, at, end, known);
    }
}
