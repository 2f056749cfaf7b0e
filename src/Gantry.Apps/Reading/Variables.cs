using Gantry.Apps.Values;
using Gantry.Resources;

namespace Gantry.Apps.Reading;

/// <summary>The variables of a project: what the process has wins over <c>.env</c>. Reports each missing one once.</summary>
internal sealed class Variables(IReadOnlyDictionary<string, string> process, ProblemLog problems)
{
    /// <summary>A file that repeats a large variable many times must not unfold to gigabytes.</summary>
    private const long MostFilled = 16 * 1024 * 1024;
    private readonly Dictionary<string, string> fromFile = new(StringComparer.Ordinal);
    private readonly HashSet<string> missing = new(StringComparer.Ordinal);
    private long filled;

    public string? Find(string name) => process.GetValueOrDefault(name) ?? fromFile.GetValueOrDefault(name);

    public void Set(string name, string value) => fromFile[name] = value;

    public void SetDefault(string name, string value) => fromFile.TryAdd(name, value);

    public string Fill(string text, string place)
    {
        if (!text.Contains('$')) return text;
        var (result, findings) = Interpolation.Fill(text, Find);
        foreach (var finding in findings) Report(finding, place);
        filled += result.Length;
        if (filled <= MostFilled) return result;
        problems.Add(new Problem(place, "compose.too-large", "The variables of this file unfold to more than 16 MiB.", "Pass large values as files, not as variables."));
        return "";
    }

    private void Report(InterpolationFinding finding, string place)
    {
        var name = finding.Name;
        switch (finding.Issue)
        {
            case InterpolationIssue.Missing when missing.Add(name):
                problems.Add(new Problem(place, "compose.missing-variable", $"The variable {name} is not set; its place is left empty.",
                    $"Set {name} in the environment or in .env, or give a default: ${{{name}:-value}}.", Severity.Warning));
                break;
            case InterpolationIssue.Required:
                problems.Add(new Problem(place, "compose.required-variable", $"The variable {name} must be set{(finding.Text.Length > 0 ? ": " + Quote.Short(finding.Text) : "")}.",
                    $"Set {name} in the environment or in .env beside the file."));
                break;
            case InterpolationIssue.Malformed:
                problems.Add(new Problem(place, "compose.bad-variable", "A '$' begins no variable here.", "Write ${NAME} for a variable and $$ for a dollar sign."));
                break;
            case InterpolationIssue.TooLong:
                problems.Add(new Problem(place, "compose.too-large", "The variables in this value unfold to more than 256 KiB.", "Pass large values as files, not as variables."));
                break;
        }
    }
}
