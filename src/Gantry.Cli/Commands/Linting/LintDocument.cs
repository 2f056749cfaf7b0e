using Gantry.Apps;
using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Resources;

namespace Gantry.Cli.Commands.Linting;

/// <summary><c>lint --json</c>: what was found, and every key of the files with what became of it.</summary>
public sealed record LintDocument(string? App, IReadOnlyList<LintFinding> Findings, IReadOnlyList<LintKey> Keys)
{
    public static LintDocument Of(ComposeResult compose, IReadOnlyList<Problem> problems)
    {
        var untold = problems.Any(p => p.Code == "compose.too-many-problems");
        var refused = problems.Where(p => p.Severity == Severity.Error).Select(p => p.Place).ToHashSet(StringComparer.Ordinal);
        return new LintDocument(compose.Definition?.Name, [.. problems.Select(p => Finding(compose, p))],
            [.. compose.Accounted.Select(a => Key(a, refused, untold)).OrderBy(k => k.File, StringComparer.Ordinal).ThenBy(k => k.Line).ThenBy(k => k.Column).ThenBy(k => k.Path, StringComparer.Ordinal)]);
    }

    private static LintFinding Finding(ComposeResult compose, Problem problem)
    {
        var (file, line, column) = Known(problem.Place);
        return new LintFinding(file, line, column, problem.Code, problem.Severity, compose.Facts.PathAt(problem.Place), problem.Message, problem.Help);
    }

    private static LintKey Key(KeyAccount account, HashSet<string> refused, bool untold)
    {
        var (file, line, column) = Known(account.Place);
        return new LintKey(account.Path, file, line, column, Fate(account, refused, untold));
    }

    /// <summary>What is unsafe is honoured where an exception allows it; what is refused but asks for nothing has no effect.</summary>
    private static string Fate(KeyAccount account, HashSet<string> refused, bool untold) => account.Standing switch
    {
        _ when refused.Contains(account.Place) => "refused",
        Standing.Honoured or Standing.InPart => "honoured",
        Standing.Noted or Standing.Ignored => "noted",
        // So many problems that not all of them are told.
        _ when untold => "refused",
        Standing.Unsafe => "honoured",
        _ => "noted",
    };

    /// <summary>A place without a line, such as that of a file which is missing, is a file alone.</summary>
    private static (string File, int? Line, int? Column) Known(string place) => PlaceOrder.Of(place) is { Line: > 0 } at ? at : (place, null, null);
}

/// <param name="Path">Such as <c>services.web.ports[0]</c>; empty where nothing of the app stands there.</param>
public sealed record LintFinding(string File, int? Line, int? Column, string Code, Severity Severity, string Path, string Message, string Help);

/// <param name="Fate"><c>honoured</c>, <c>noted</c> or <c>refused</c>.</param>
public sealed record LintKey(string Path, string File, int? Line, int? Column, string Fate);
