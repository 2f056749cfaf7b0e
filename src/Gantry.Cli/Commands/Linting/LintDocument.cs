using System.Globalization;
using Gantry.Apps;
using Gantry.Apps.Keys;
using Gantry.Resources;

namespace Gantry.Cli.Commands.Linting;

/// <summary><c>lint --json</c>: what was found, and every key of the files with what became of it.</summary>
public sealed record LintDocument(string? App, IReadOnlyList<LintFinding> Findings, IReadOnlyList<LintKey> Keys)
{
    public static LintDocument Of(ComposeResult compose, IReadOnlyList<Problem> problems)
    {
        var refused = problems.Where(p => p.Severity == Severity.Error).Select(p => p.Place).ToHashSet(StringComparer.Ordinal);
        return new LintDocument(compose.Definition?.Name, [.. problems.Select(p => Finding(compose, p))],
            [.. compose.Accounted.Select(a => Key(a, refused)).OrderBy(k => k.File, StringComparer.Ordinal).ThenBy(k => k.Line).ThenBy(k => k.Column).ThenBy(k => k.Path, StringComparer.Ordinal)]);
    }

    private static LintFinding Finding(ComposeResult compose, Problem problem)
    {
        var (file, line, column) = PlaceOf(problem.Place);
        return new LintFinding(file, line, column, problem.Code, problem.Severity, compose.Facts.PathAt(problem.Place), problem.Message, problem.Help);
    }

    private static LintKey Key(KeyAccount account, HashSet<string> refused)
    {
        var (file, line, column) = PlaceOf(account.Place);
        return new LintKey(account.Path, file, line, column, Fate(account, refused));
    }

    /// <summary>What is unsafe is honoured where an exception allows it; what is refused but asks for nothing has no effect.</summary>
    private static string Fate(KeyAccount account, HashSet<string> refused) => account.Standing switch
    {
        _ when refused.Contains(account.Place) => "refused",
        Standing.Honoured or Standing.InPart => "honoured",
        Standing.Noted or Standing.Ignored => "noted",
        // So many problems that not all of them are told.
        _ when refused.Count >= ManyProblems => "refused",
        Standing.Unsafe => "honoured",
        _ => "noted",
    };

    private const int ManyProblems = 150;

    /// <summary>A place without a line, such as that of a file which is missing, is a file alone.</summary>
    internal static (string File, int? Line, int? Column) PlaceOf(string place) =>
        place.Split(':') is [.. { Length: > 0 } file, var line, var column] && Number(line) is { } l && Number(column) is { } c
            ? (string.Join(':', file), l, c) : (place, null, null);

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <param name="Path">Such as <c>services.web.ports[0]</c>; empty where nothing of the app stands there.</param>
public sealed record LintFinding(string File, int? Line, int? Column, string Code, Severity Severity, string Path, string Message, string Help);

/// <param name="Fate"><c>honoured</c>, <c>noted</c> or <c>refused</c>.</param>
public sealed record LintKey(string Path, string File, int? Line, int? Column, string Fate);
