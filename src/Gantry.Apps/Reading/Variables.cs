using Gantry.Apps.Values;
using Gantry.Resources;

namespace Gantry.Apps.Reading;

/// <summary>
/// The variables of a project: what the process has wins over <c>.env</c>; for an included project what the including one has
/// wins over its own. Reports each missing one once.
/// </summary>
internal sealed class Variables
{
    /// <summary>A file that repeats a large variable many times must not unfold to gigabytes.</summary>
    private const long MostFilled = 16 * 1024 * 1024;
    private readonly IReadOnlyDictionary<string, string> process;
    private readonly ProblemLog problems;
    private readonly Variables? outer;
    private readonly Variables root;
    private readonly Dictionary<string, string> fromFile = new(StringComparer.Ordinal);
    private readonly HashSet<string> missing = new(StringComparer.Ordinal);
    private long filled;

    public Variables(IReadOnlyDictionary<string, string> process, ProblemLog problems)
    {
        (this.process, this.problems, root) = (process, problems, this);
    }

    private Variables(Variables outer)
        : this(outer.process, outer.problems)
    {
        (this.outer, root) = (outer, outer.root);
    }

    /// <summary>Variables that lie below these: they count where these have none.</summary>
    public Variables Below() => new(this);

    public string? Find(string name) => process.GetValueOrDefault(name) ?? FromFiles(name);

    /// <summary>Sorted by name: what compose files may fill in, beyond what the process has.</summary>
    public IEnumerable<KeyValuePair<string, string>> All => process.Concat(fromFile.Where(f => !process.ContainsKey(f.Key))).OrderBy(p => p.Key, StringComparer.Ordinal);

    public void Set(string name, string value) => fromFile[name] = value;

    public void SetDefault(string name, string value) => fromFile.TryAdd(name, value);

    public string Fill(string text, string place)
    {
        if (!text.Contains('$')) return text;
        var (result, findings) = Interpolation.Fill(text, Find);
        foreach (var finding in findings) Report(finding, place, text);
        root.filled += result.Length;
        if (root.filled <= MostFilled) return result;
        problems.Add(new Problem(place, "compose.too-large", "The variables of this file unfold to more than 16 MiB.", "Pass large values as files, not as variables."));
        return "";
    }

    /// <summary>The same for what nobody here reads: a text that is not right stays as it is.</summary>
    public string FillQuietly(string text)
    {
        var (result, findings) = Interpolation.Fill(text, Find);
        root.filled += result.Length;
        return root.filled > MostFilled || findings.Any(f => f.Issue != InterpolationIssue.Missing) ? text : result;
    }

    private string? FromFiles(string name) => outer?.FromFiles(name) ?? fromFile.GetValueOrDefault(name);

    public static string HowToSet(string name) => $"Set {name} in the environment or in .env, or give a default: ${{{name}:-value}}.";

    private void Report(InterpolationFinding finding, string place, string text)
    {
        var name = finding.Name;
        switch (finding.Issue)
        {
            case InterpolationIssue.Missing when root.missing.Add(name):
                problems.Add(new Problem(place, "compose.missing-variable", $"The variable {name} is not set; its place is left empty.",
                    HowToSet(name) + (text.Contains($"${name}", StringComparison.Ordinal) ? " If a dollar sign is meant, write $$." : ""), Severity.Warning));
                break;
            case InterpolationIssue.Required:
                problems.AddUnfilled(new Problem(place, "compose.required-variable", $"The variable {name} must be set{(finding.Text.Length > 0 ? ": " + Quote.Short(finding.Text) : "")}.",
                    $"Set {name} in the environment or in .env beside the file."));
                break;
            case InterpolationIssue.Malformed:
                problems.AddUnfilled(new Problem(place, "compose.bad-variable", "A '$' begins no variable here.", "Write ${NAME} for a variable and $$ for a dollar sign."));
                break;
            case InterpolationIssue.Unclosed:
                problems.AddUnfilled(new Problem(place, "compose.bad-variable", "A variable begins with '${' here and is not closed.", "Write '}' at its end: ${NAME}; for a dollar sign itself write $$."));
                break;
            case InterpolationIssue.TooLong:
                problems.Add(new Problem(place, "compose.too-large", "The variables in this value unfold to more than 256 KiB.", "Pass large values as files, not as variables."));
                break;
        }
    }
}
