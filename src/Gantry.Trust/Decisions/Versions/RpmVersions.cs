namespace Gantry.Trust.Decisions.Versions;

/// <summary><c>[epoch:]version[-release]</c>, as rpm-version(7) orders them.</summary>
public sealed class RpmVersions : IVersionScheme
{
    public string? Fault(string version)
    {
        if (version.Length == 0) return "is empty";
        var colon = version.IndexOf(':');
        if (colon >= 0 && !Digits.All(version.AsSpan(0, colon))) return "has an epoch that is not a number";
        var rest = version.AsSpan(colon + 1);
        var dash = rest.LastIndexOf('-');
        if (dash == 0 || rest.Length == 0) return "has nothing where the version should be";
        if (dash == rest.Length - 1) return "ends with the dash of a release that is missing";
        for (var i = 0; i < rest.Length; i++)
            if (i != dash && !char.IsAsciiLetterOrDigit(rest[i]) && rest[i] is not ('.' or '_' or '+' or '~' or '^')) return $"has the character '{rest[i]}'";
        return null;
    }

    public int Compare(string a, string b)
    {
        var (epochA, versionA, releaseA) = Parts(a);
        var (epochB, versionB, releaseB) = Parts(b);
        var order = Digits.Compare(a.AsSpan(epochA), b.AsSpan(epochB));
        if (order == 0) order = Part(a.AsSpan(versionA), b.AsSpan(versionB));
        return order != 0 ? order : Part(a.AsSpan(releaseA), b.AsSpan(releaseB));
    }

    private static (Range Epoch, Range Version, Range Release) Parts(string version)
    {
        var colon = version.IndexOf(':');
        var dash = version.LastIndexOf('-');
        if (dash <= colon) dash = version.Length;
        return (..Math.Max(0, colon), (colon + 1)..dash, Math.Min(dash + 1, version.Length)..);
    }

    /// <summary>Segments of digits or of letters; what lies between them only separates.</summary>
    private static int Part(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        while (a.Length > 0 || b.Length > 0)
        {
            a = a[Separators(a)..];
            b = b[Separators(b)..];
            if (Starts(a, '~') || Starts(b, '~'))
            {
                if (!Starts(a, '~')) return 1;
                if (!Starts(b, '~')) return -1;
                a = a[1..];
                b = b[1..];
                continue;
            }

            // A caret is after the end and before anything else: it marks what came after a release, not the next one.
            if (Starts(a, '^') || Starts(b, '^'))
            {
                if (a.Length == 0) return -1;
                if (b.Length == 0) return 1;
                if (!Starts(a, '^')) return 1;
                if (!Starts(b, '^')) return -1;
                a = a[1..];
                b = b[1..];
                continue;
            }

            if (a.Length == 0 || b.Length == 0) break;
            var number = char.IsAsciiDigit(a[0]);
            int m = Segment(a, number), n = Segment(b, number);
            if (n == 0) return number ? 1 : -1;
            var order = number ? Digits.Compare(a[..m], b[..n]) : a[..m].SequenceCompareTo(b[..n]);
            if (order != 0) return order;
            a = a[m..];
            b = b[n..];
        }

        return a.Length.CompareTo(b.Length);
    }

    private static bool Starts(ReadOnlySpan<char> text, char with) => text.Length > 0 && text[0] == with;

    private static int Separators(ReadOnlySpan<char> text)
    {
        var end = 0;
        while (end < text.Length && !char.IsAsciiLetterOrDigit(text[end]) && text[end] is not ('~' or '^')) end++;
        return end;
    }

    private static int Segment(ReadOnlySpan<char> text, bool digits)
    {
        var end = 0;
        while (end < text.Length && (digits ? char.IsAsciiDigit(text[end]) : char.IsAsciiLetter(text[end]))) end++;
        return end;
    }
}
