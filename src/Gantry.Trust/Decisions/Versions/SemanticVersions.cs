namespace Gantry.Trust.Decisions.Versions;

/// <summary>Semantic Versioning 2.0.0, and how npm, Go and Cargo write it. What follows a plus never counts.</summary>
/// <param name="Prefix">The letter that may stand before it.</param>
/// <param name="Short">Minor and patch may be left out.</param>
/// <param name="Largest">The largest number; none is too large where this is null.</param>
public sealed record SemanticVersions(char? Prefix = null, bool Short = false, string? Largest = null) : IVersionScheme
{
    /// <summary>node-semver, as strict as npm is for a package's version: a leading <c>v</c> or <c>=</c> falls away.</summary>
    public static SemanticVersions Npm { get; } = new('v', Largest: "9007199254740991");

    /// <summary>golang.org/x/mod/semver, with or without its <c>v</c>, which advisories leave out.</summary>
    public static SemanticVersions Go { get; } = new('v', Short: true);

    /// <summary>Cargo's semver, whose numbers have 64 bits.</summary>
    public static SemanticVersions Crates { get; } = new(Largest: "18446744073709551615");

    public string? Fault(string version)
    {
        if (version.Length == 0) return "is empty";
        var (numbers, before, build) = Parts(version);
        var core = version.AsSpan(numbers);
        var count = 0;
        foreach (var part in core.Split('.'))
        {
            var number = core[part];
            if (!Digits.All(number)) return count == 0 ? "does not begin with a number" : $"has '{number}' where a number should be";
            if (number.Length > 1 && number[0] == '0') return $"has the number {number}, which begins with a zero";
            if (Largest is not null && Digits.Compare(number, Largest) > 0) return $"has the number {number}, which is too large";
            count++;
        }

        if (count > 3) return "has more than three numbers";
        if (count < 3 && (!Short || numbers.End.GetOffset(version.Length) < version.Length)) return "has fewer than three numbers";
        return Identifiers(version.AsSpan(before), present: numbers.End.GetOffset(version.Length) < version.Length && version[numbers.End] == '-', zeros: false)
            ?? Identifiers(version.AsSpan(build), present: version.Contains('+'), zeros: true);
    }

    public int Compare(string a, string b)
    {
        var (numbersA, beforeA, _) = Parts(a);
        var (numbersB, beforeB, _) = Parts(b);
        ReadOnlySpan<char> x = a.AsSpan(numbersA), y = b.AsSpan(numbersB);
        while (x.Length > 0 || y.Length > 0)
        {
            var order = Digits.Compare(Cut(ref x), Cut(ref y));
            if (order != 0) return order;
        }

        x = a.AsSpan(beforeA);
        y = b.AsSpan(beforeB);
        if (x.Length == 0 || y.Length == 0) return y.Length.CompareTo(x.Length);
        while (x.Length > 0 && y.Length > 0)
        {
            var order = Identifier(Cut(ref x), Cut(ref y));
            if (order != 0) return order;
        }

        return x.Length.CompareTo(y.Length);
    }

    private static int Identifier(ReadOnlySpan<char> a, ReadOnlySpan<char> b) => (Digits.All(a), Digits.All(b)) switch
    {
        (true, true) => Digits.Compare(a, b),
        (true, false) => -1,
        (false, true) => 1,
        _ => a.SequenceCompareTo(b),
    };

    private static ReadOnlySpan<char> Cut(ref ReadOnlySpan<char> text)
    {
        var dot = text.IndexOf('.');
        var part = dot < 0 ? text : text[..dot];
        text = dot < 0 ? [] : text[(dot + 1)..];
        return part;
    }

    private (Range Numbers, Range Before, Range Build) Parts(string version)
    {
        var start = version.Length > 0 && Prefix is not null && (version[0] == Prefix || (Largest is not null && version[0] == '=')) ? 1 : 0;
        var plus = version.IndexOf('+');
        var end = plus < 0 ? version.Length : plus;
        var dash = version.AsSpan(0, end).IndexOf('-');
        var core = dash < 0 ? end : dash;
        start = Math.Min(start, core);
        return (start..core, Math.Min(core + 1, end)..end, Math.Min(end + 1, version.Length)..);
    }

    private static string? Identifiers(ReadOnlySpan<char> text, bool present, bool zeros)
    {
        if (!present) return null;
        foreach (var part in text.Split('.'))
        {
            var one = text[part];
            if (one.Length == 0) return "has an identifier that is empty";
            foreach (var c in one)
                if (!char.IsAsciiLetterOrDigit(c) && c != '-') return $"has the character '{c}'";
            if (!zeros && one.Length > 1 && one[0] == '0' && Digits.All(one)) return $"has the number {one}, which begins with a zero";
        }

        return null;
    }
}
