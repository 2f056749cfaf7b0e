using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Lint;

/// <summary>Warns of what runs and will hurt.</summary>
public static class Linter
{
    /// <summary>Sorted by code; a code never changes its meaning.</summary>
    public static IReadOnlyList<LintRule> Rules { get; } =
        [.. ImageRules.All.Concat(HealthRules.All).Concat(SecretRules.All).Concat(ProcessRules.All).Concat(DataRules.All).Concat(ExposureRules.All).OrderBy(r => r.Code, StringComparer.Ordinal)];

    /// <summary>Warnings in the order of the files. Reads nothing; the same app gives the same warnings.</summary>
    public static IReadOnlyList<Problem> Check(AppDefinition app, ComposeFacts facts) =>
    [
        .. Rules.SelectMany(r => r.Find(app, facts).Select(f => new Problem(facts.Place(f.Path), r.Code, f.Message, f.Help, Severity.Warning)))
            .OrderBy(p => Reading.PlaceOrder.Of(p.Place)).ThenBy(p => p.Code, StringComparer.Ordinal),
    ];

    /// <summary>All problems of a reading with the linter's warnings, as <c>gantry lint</c> prints them.</summary>
    public static IReadOnlyList<Problem> Check(ComposeResult result) =>
        result.Definition is not { } app ? result.Problems
            : [.. result.Problems.Concat(Check(app, result.Facts)).OrderBy(p => Reading.PlaceOrder.Of(p.Place))];
}
