using System.Text.RegularExpressions;

namespace Gantry.Trust.Decisions.Versions;

/// <summary>PEP 440, now the Python Packaging User Guide's version specifiers, with all its spellings of the same version.</summary>
public sealed partial class PythonVersions : IVersionScheme
{
    public string? Fault(string version) => Pattern().IsMatch(version) ? null : "is not a version by PEP 440";

    public int Compare(string a, string b)
    {
        Match left = Pattern().Match(a), right = Pattern().Match(b);
        if (!left.Success || !right.Success) return string.CompareOrdinal(a, b);
        var order = Digits.Compare(left.Groups["epoch"].ValueSpan, right.Groups["epoch"].ValueSpan);
        if (order == 0) order = Numbers(left.Groups["release"].Value, right.Groups["release"].Value);
        if (order == 0) order = Before(left).CompareTo(Before(right));
        if (order == 0) order = Number(left, right, "pre");
        if (order == 0) order = Post(left).CompareTo(Post(right));
        if (order == 0) order = Number(left, right, "post");
        // A release under development comes before the one that it becomes.
        if (order == 0) order = right.Groups["dev"].Success.CompareTo(left.Groups["dev"].Success);
        if (order == 0) order = Number(left, right, "dev");
        return order != 0 ? order : Local(left.Groups["local"], right.Groups["local"]);
    }

    private static int Numbers(string a, string b)
    {
        string[] x = a.Split('.'), y = b.Split('.');
        for (var i = 0; i < Math.Max(x.Length, y.Length); i++)
        {
            var order = Digits.Compare(i < x.Length ? x[i] : "", i < y.Length ? y[i] : "");
            if (order != 0) return order;
        }

        return 0;
    }

    /// <summary>Development of the release itself comes before its alphas, the release after its candidates.</summary>
    private static int Before(Match version) =>
        version.Groups["kind"] is { Success: true } kind
            ? char.ToLowerInvariant(kind.Value[0]) switch { 'a' => 1, 'b' => 2, _ => 3 }
            : version.Groups["dev"].Success && !Post(version) ? 0 : 4;

    private static bool Post(Match version) => version.Groups["after"].Success || version.Groups["post"].Success;

    private static int Number(Match a, Match b, string group) => Digits.Compare(a.Groups[group].ValueSpan, b.Groups[group].ValueSpan);

    private static int Local(Group a, Group b)
    {
        if (!a.Success || !b.Success) return a.Success.CompareTo(b.Success);
        string[] x = a.Value.ToLowerInvariant().Split('.', '-', '_'), y = b.Value.ToLowerInvariant().Split('.', '-', '_');
        for (var i = 0; i < Math.Min(x.Length, y.Length); i++)
        {
            var order = (Digits.All(x[i]), Digits.All(y[i])) switch
            {
                (true, true) => Digits.Compare(x[i], y[i]),
                (true, false) => 1,
                (false, true) => -1,
                _ => string.CompareOrdinal(x[i], y[i]),
            };
            if (order != 0) return order;
        }

        return x.Length.CompareTo(y.Length);
    }

    [GeneratedRegex(@"^\s*v?(?:(?<epoch>[0-9]+)!)?(?<release>[0-9]+(?:\.[0-9]+)*)(?:[-_.]?(?<kind>alpha|beta|preview|pre|rc|a|b|c)[-_.]?(?<pre>[0-9]*))?"
        + @"(?:-(?<post>[0-9]+)|[-_.]?(?<after>post|rev|r)[-_.]?(?<post>[0-9]*))?(?:[-_.]?(?<making>dev)[-_.]?(?<dev>[0-9]*))?"
        + @"(?:\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?\s*\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
