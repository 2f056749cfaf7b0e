using System.Text;

namespace Gantry.Apps.Values;

/// <param name="Value">Null for a name without '=': it takes the value that the process has.</param>
internal sealed record DotenvEntry(string Name, string? Value, int Line);

/// <param name="Because">The end of a sentence that begins with the line. Never holds a value.</param>
internal sealed record DotenvFault(int Line, string Code, string Because, string Help, bool Fatal = true);

/// <summary>The files of <c>env_file</c> and <c>.env</c>: comments, <c>export</c>, quotes over several lines, variables.</summary>
internal sealed class Dotenv
{
    /// <summary>A file that repeats a large variable many times must not unfold to gigabytes.</summary>
    private const long MostFilled = 4 * 1024 * 1024;
    private readonly string text;
    private readonly Func<string, string?> find;
    private readonly Dictionary<string, string> before = new(StringComparer.Ordinal);
    private readonly List<DotenvEntry> entries = [];
    private readonly List<DotenvFault> faults = [];
    private int at;
    private long length;

    private Dotenv(string text, Func<string, string?> find)
    {
        this.text = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        this.find = find;
    }

    /// <param name="find">Looked up before what the file itself has set above.</param>
    public static (IReadOnlyList<DotenvEntry> Entries, IReadOnlyList<DotenvFault> Faults) Parse(string text, Func<string, string?> find)
    {
        var run = new Dotenv(text, find);
        while (run.Line()) { }
        return (run.entries, run.faults);
    }

    /// <summary>The format <c>raw</c>: everything after the first '=' is the value.</summary>
    public static (IReadOnlyList<DotenvEntry> Entries, IReadOnlyList<DotenvFault> Faults) ParseRaw(string text)
    {
        var entries = new List<DotenvEntry>();
        var faults = new List<DotenvFault>();
        foreach (var (content, index) in text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n').Select((l, i) => (l, i)))
        {
            if (content.AsSpan().TrimStart() is [] or ['#', ..]) continue;
            var equals = content.IndexOf('=');
            var name = (equals < 0 ? content : content[..equals]).Trim();
            if (IsName(name)) entries.Add(new DotenvEntry(name, equals < 0 ? null : content[(equals + 1)..], index + 1));
            else faults.Add(NotAName(index + 1));
        }

        return (entries, faults);
    }

    private bool Line()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        if (at >= text.Length) return false;
        var line = LineNumber();
        if (text[at] == '#')
        {
            ToEnd();
            return true;
        }

        var start = at;
        while (at < text.Length && text[at] is not ('=' or ':' or '\n')) at++;
        var name = text[start..at].Trim();
        if (name.StartsWith("export ", StringComparison.Ordinal)) name = name[7..].Trim();
        var hasValue = at < text.Length && text[at] != '\n';
        if (hasValue) at++;
        if (!IsName(name))
        {
            faults.Add(NotAName(line));
            ToEnd();
        }
        else if (!hasValue) entries.Add(new DotenvEntry(name, null, line));
        else if (Value(line) is { } value)
        {
            entries.Add(new DotenvEntry(name, value, line));
            before[name] = value;
        }

        return true;
    }

    private string? Value(int line)
    {
        while (at < text.Length && text[at] is (' ' or '\t')) at++;
        if (at < text.Length && text[at] is '\'' or '"') return Quoted(text[at++], line);
        var value = ToEnd();
        var comment = value.StartsWith('#') ? 0 : value.IndexOf(" #", StringComparison.Ordinal);
        return Filled((comment < 0 ? value : value[..comment]).Trim(), line);
    }

    private string? Quoted(char quote, int line)
    {
        var value = new StringBuilder();
        while (at < text.Length && text[at] != quote)
        {
            if (text[at] == '\\' && quote == '"' && at + 1 < text.Length) value.Append(Escape(text[++at]));
            else if (text[at] == '\\' && at + 1 < text.Length && text[at + 1] == '\'') value.Append(text[++at]);
            else value.Append(text[at]);
            at++;
        }

        if (at++ >= text.Length)
        {
            faults.Add(new DotenvFault(line, "env-file.syntax", "opens a quotation mark that is never closed", "Close it at the end of the value."));
            return null;
        }

        var rest = ToEnd().Trim();
        if (rest.Length > 0 && !rest.StartsWith('#'))
        {
            faults.Add(new DotenvFault(line, "env-file.syntax", "goes on after the closing quotation mark", "Put the whole value in one pair of quotes, or escape the inner quotes."));
            return null;
        }

        return quote == '"' ? Filled(value.ToString(), line) : value.ToString();
    }

    private static string Escape(char c) => c switch { 'n' => "\n", 'r' => "\r", 't' => "\t", '"' => "\"", '\\' => "\\", '$' => "$$", _ => "\\" + c };

    private string Filled(string value, int line)
    {
        if (length > MostFilled) return "";
        var (filled, findings) = Interpolation.Fill(value, n => find(n) ?? before.GetValueOrDefault(n));
        foreach (var finding in findings)
        {
            faults.Add(finding.Issue switch
            {
                InterpolationIssue.Missing => new DotenvFault(line, "compose.missing-variable", $"uses the variable {finding.Name}, which is not set; it is empty", $"Set {finding.Name}, or write ${{{finding.Name}:-a default}}.", Fatal: false),
                InterpolationIssue.Required => new DotenvFault(line, "compose.required-variable", $"needs the variable {finding.Name}, which is not set", $"Set {finding.Name}."),
                InterpolationIssue.TooLong => new DotenvFault(line, "compose.too-large", "unfolds to more than 256 KiB", "Pass large values as files, not as variables."),
                _ => new DotenvFault(line, "compose.bad-variable", "has a '$' that begins no variable", "Write $$ for a dollar sign, or put the value in single quotes."),
            });
        }

        length += filled.Length;
        if (length > MostFilled) faults.Add(new DotenvFault(line, "compose.too-large", "is where the variables of this file unfold to more than 4 MiB", "Pass large values as files, not as variables."));
        return filled;
    }

    private string ToEnd()
    {
        var end = text.IndexOf('\n', at);
        if (end < 0) end = text.Length;
        var rest = text[at..end];
        at = end;
        return rest;
    }

    private int counted, line = 1;

    private int LineNumber()
    {
        for (; counted < at; counted++) line += text[counted] == '\n' ? 1 : 0;
        return line;
    }

    private static bool IsName(string name) => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-') && !char.IsAsciiDigit(name[0]);

    private static DotenvFault NotAName(int line) => new(line, "env-file.syntax", "is not NAME=value", "Write NAME=value; begin a comment with '#'.");
}
