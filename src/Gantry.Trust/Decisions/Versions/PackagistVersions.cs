namespace Gantry.Trust.Decisions.Versions;

/// <summary>As Composer does: a version is brought into its long form, and those are compared as PHP's version_compare does.</summary>
public sealed class PackagistVersions : IVersionScheme
{
    public string? Fault(string version) => ComposerForm.Of(version) is null ? "is not a version that Composer reads" : null;

    public int Compare(string a, string b)
    {
        string left = ComposerForm.Of(a) ?? a, right = ComposerForm.Of(b) ?? b;
        bool branch = left.StartsWith("dev-", StringComparison.Ordinal), other = right.StartsWith("dev-", StringComparison.Ordinal);
        // Branches have no order among each other and are nothing that a number could be later than; by name it is at least always the same one.
        if (branch || other) return branch && other ? string.CompareOrdinal(left, right) : branch ? -1 : 1;
        return Parts(left, right);
    }

    private static int Parts(string a, string b)
    {
        List<string> x = Split(a), y = Split(b);
        for (var i = 0; i < Math.Max(x.Count, y.Count); i++)
        {
            // What is missing is compared as a number would be, and a further number is always more.
            if (i >= x.Count) return Digits.All(y[i]) ? -1 : -Form(y[i]).CompareTo(Form("0"));
            if (i >= y.Count) return Digits.All(x[i]) ? 1 : Form(x[i]).CompareTo(Form("0"));
            var order = Digits.All(x[i]) && Digits.All(y[i]) ? Digits.Compare(x[i], y[i]) : Form(x[i]).CompareTo(Form(y[i]));
            if (order != 0) return order;
        }

        return 0;
    }

    private static int Form(string part) =>
        Digits.All(part) ? 4
        : part.StartsWith("dev", StringComparison.Ordinal) ? 0
        : part[0] == 'a' ? 1
        : part[0] == 'b' ? 2
        : part.StartsWith("RC", StringComparison.Ordinal) ? 3
        : part[0] == 'p' ? 5
        : -1;

    private static List<string> Split(string text)
    {
        var parts = new List<string>();
        var from = 0;
        for (var i = 1; i <= text.Length; i++)
        {
            if (i < text.Length && char.IsAsciiLetterOrDigit(text[i]) && char.IsAsciiLetterOrDigit(text[i - 1]) && char.IsAsciiDigit(text[i]) == char.IsAsciiDigit(text[i - 1])) continue;
            if (char.IsAsciiLetterOrDigit(text[from])) parts.Add(text[from..i]);
            from = i;
        }

        return parts;
    }
}
