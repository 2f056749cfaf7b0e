namespace Gantry.Trust.Decisions.Versions;

/// <summary><c>[epoch:]upstream[-revision]</c>, as deb-version(7) and Debian Policy 5.6.12 order them. Ubuntu's are the same.</summary>
public sealed class DebianVersions : IVersionScheme
{
    public string? Fault(string version)
    {
        if (version.Length == 0) return "is empty";
        var colon = version.IndexOf(':');
        if (colon >= 0 && (!Digits.All(version.AsSpan(0, colon)) || Digits.Compare(version.AsSpan(0, colon), "2147483647") > 0))
            return "has an epoch that is not a number";
        var dash = version.LastIndexOf('-');
        var upstream = version.AsSpan((colon + 1)..(dash < 0 || dash < colon ? version.Length : dash));
        if (upstream.Length == 0) return "has nothing where the upstream version should be";
        if (dash == version.Length - 1) return "ends with the dash of a revision that is missing";
        foreach (var c in upstream)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '+' or '-' or '~' or ':')) return $"has the character '{c}' in its upstream version";
        if (dash < 0) return null;
        foreach (var c in version.AsSpan(dash + 1))
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '+' or '~')) return $"has the character '{c}' in its revision";
        return null;
    }

    public int Compare(string a, string b)
    {
        var (epochA, upstreamA, revisionA) = Parts(a);
        var (epochB, upstreamB, revisionB) = Parts(b);
        var order = Digits.Compare(a.AsSpan(epochA), b.AsSpan(epochB));
        if (order == 0) order = Part(a.AsSpan(upstreamA), b.AsSpan(upstreamB));
        return order != 0 ? order : Part(a.AsSpan(revisionA), b.AsSpan(revisionB));
    }

    private static (Range Epoch, Range Upstream, Range Revision) Parts(string version)
    {
        var colon = version.IndexOf(':');
        var start = colon + 1;
        var dash = version.LastIndexOf('-');
        if (dash < start) dash = version.Length;
        return (..Math.Max(0, colon), start..dash, Math.Min(dash + 1, version.Length)..);
    }

    /// <summary>What is no number and a number, in turn, from the left.</summary>
    private static int Part(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        int i = 0, j = 0;
        while (i < a.Length || j < b.Length)
        {
            while ((i < a.Length && !char.IsAsciiDigit(a[i])) || (j < b.Length && !char.IsAsciiDigit(b[j])))
            {
                var order = Weight(a, i).CompareTo(Weight(b, j));
                if (order != 0) return order;
                i++;
                j++;
            }

            int m = Digits.Run(a, Math.Min(i, a.Length), digits: true), n = Digits.Run(b, Math.Min(j, b.Length), digits: true);
            var number = Digits.Compare(a.Slice(Math.Min(i, a.Length), m), b.Slice(Math.Min(j, b.Length), n));
            if (number != 0) return number;
            i += m;
            j += n;
        }

        return 0;
    }

    /// <summary>A tilde before the end, letters before everything else.</summary>
    private static int Weight(ReadOnlySpan<char> text, int at) =>
        at >= text.Length || char.IsAsciiDigit(text[at]) ? 0
        : text[at] == '~' ? -1
        : char.IsAsciiLetter(text[at]) ? text[at]
        : text[at] + 256;
}
