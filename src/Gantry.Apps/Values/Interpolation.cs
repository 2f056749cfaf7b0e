using System.Text;

namespace Gantry.Apps.Values;

internal enum InterpolationIssue { Missing, Required, Malformed, Unclosed, TooLong }

/// <param name="Name">The variable; empty where none could be read.</param>
/// <param name="Text">For <see cref="InterpolationIssue.Required"/>: the author's message as written, since a filled-in variable may be secret.</param>
internal sealed record InterpolationFinding(InterpolationIssue Issue, string Name, string Text = "");

/// <summary>
/// Compose's variables: <c>$A ${A} ${A:-d} ${A-d} ${A:?m} ${A?m} ${A:+x} ${A+x}</c>, nested, and <c>$$</c> for a dollar sign.
/// With a colon an empty variable counts as not set.
/// </summary>
internal sealed class Interpolation
{
    private const int MaxDepth = 16;
    private const int MaxLength = 256 * 1024;
    private readonly string text;
    private readonly Func<string, string?> find;
    private readonly List<InterpolationFinding> findings = [];
    private int at;

    private Interpolation(string text, Func<string, string?> find)
    {
        this.text = text;
        this.find = find;
    }

    public static (string Text, IReadOnlyList<InterpolationFinding> Findings) Fill(string text, Func<string, string?> find)
    {
        if (!text.Contains('$')) return (text, []);
        var run = new Interpolation(text, find);
        var filled = run.Expand(0, evaluate: true);
        if (filled.Length <= MaxLength) return (filled, run.findings);
        run.findings.Add(new InterpolationFinding(InterpolationIssue.TooLong, ""));
        return ("", run.findings);
    }

    /// <summary>To the end of the text, or below the top level to the brace that closes it.</summary>
    private string Expand(int depth, bool evaluate)
    {
        var result = new StringBuilder();
        while (at < text.Length)
        {
            var c = text[at];
            if (c == '}' && depth > 0) break;
            at++;
            if (c != '$') result.Append(c);
            else if (result.Length <= MaxLength) result.Append(Variable(depth, evaluate));
        }

        return result.ToString();
    }

    private string Variable(int depth, bool evaluate)
    {
        if (at < text.Length && text[at] == '$')
        {
            at++;
            return "$";
        }

        if (at < text.Length && text[at] == '{') return Braced(depth, evaluate);
        var name = Name();
        return name.Length == 0 ? Malformed() : Read(name, evaluate);
    }

    private string Braced(int depth, bool evaluate)
    {
        at++;
        var name = Name();
        if (name.Length == 0 || depth >= MaxDepth) return Malformed();
        var colon = at < text.Length && text[at] == ':';
        if (colon) at++;
        var operation = at < text.Length ? text[at] : '\0';
        if (operation == '}' && !colon)
        {
            at++;
            return Read(name, evaluate);
        }

        if (operation == '\0') return Malformed(InterpolationIssue.Unclosed);
        if (operation is not ('-' or '?' or '+')) return Malformed();
        at++;
        var value = find(name);
        var isSet = colon ? !string.IsNullOrEmpty(value) : value is not null;
        var wantsWord = operation == '+' ? isSet : !isSet;
        var start = at;
        var word = Expand(depth + 1, evaluate && wantsWord && operation != '?');
        if (at >= text.Length) return Malformed(InterpolationIssue.Unclosed);
        at++;
        if (!evaluate) return "";
        switch (operation)
        {
            case '-': return isSet ? value! : word;
            case '+': return isSet ? word : "";
            default:
                if (!isSet) findings.Add(new InterpolationFinding(InterpolationIssue.Required, name, text[start..(at - 1)]));
                return value ?? "";
        }
    }

    private string Read(string name, bool evaluate)
    {
        if (!evaluate) return "";
        if (find(name) is { } value) return value;
        findings.Add(new InterpolationFinding(InterpolationIssue.Missing, name));
        return "";
    }

    /// <summary>The rest cannot be understood, so nothing of it is used.</summary>
    private string Malformed(InterpolationIssue issue = InterpolationIssue.Malformed)
    {
        if (findings is not [.., { Issue: InterpolationIssue.Malformed or InterpolationIssue.Unclosed }]) findings.Add(new InterpolationFinding(issue, ""));
        at = text.Length;
        return "";
    }

    private string Name()
    {
        var start = at;
        while (at < text.Length && (char.IsAsciiLetter(text[at]) || text[at] == '_' || (at > start && char.IsAsciiDigit(text[at])))) at++;
        return text[start..at];
    }
}
