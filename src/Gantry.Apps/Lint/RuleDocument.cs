using System.Text;
using Gantry.Resources;

namespace Gantry.Apps.Lint;

/// <summary>Writes the rules as the documentation that people read.</summary>
public static class RuleDocument
{
    private const string Generated = "<!-- Generated from the rules in Gantry.Apps. To change it, change the rules; then run the tests with GANTRY_UPDATE_GOLDENS=1. -->\n";

    /// <summary>The text of docs/lint.md.</summary>
    public static string Index()
    {
        var text = new StringBuilder(Generated).Append("""
            # What `gantry lint` warns of

            `gantry lint` reads the app's files, needs neither an engine nor a platform, and exits with 0 when the app would be
            accepted, 1 when it would be refused, 2 when the command itself was not understood. Warnings do not keep an app from
            going live. Each has a code that never changes its meaning, and a page that says why and shows the fix.

            `--json` prints every finding and every key of the files with its fate; `--sarif` prints what code hosts show beside the
            lines; `--fix` removes keys that have no effect here, and changes nothing that runs.

            | code | finds | why it matters |
            |---|---|---|

            """);
        foreach (var rule in Linter.Rules)
            text.Append("| [").Append(rule.Code).Append("](lint/").Append(rule.Code).Append(".md) ").Append(rule.Name).Append(" | ").Append(Cell(rule.Title)).Append(" | ").Append(Cell(rule.Why)).Append(" |\n");
        return text.ToString();
    }

    /// <summary>The text of docs/lint/GA001.md and the like.</summary>
    public static string Page(LintRule rule) => $"""
        {Generated}# {rule.Code}: {rule.Title}

        `{rule.Name}`, a {(rule.Severity == Severity.Note ? "note" : "warning")}.

        {rule.Why}

        It finds:

        ```yaml
        {Example(rule.Bad)}
        ```

        Better:

        ```yaml
        {Example(rule.Good)}
        ```

        """;

    /// <summary>A whole compose file of a rule's example.</summary>
    public static string Example(string services)
    {
        var text = "services:\n" + string.Join('\n', services.Split('\n').Select(line => "  " + line));
        return services.Contains("data:/", StringComparison.Ordinal) ? text + "\nvolumes: { data: }" : text;
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
