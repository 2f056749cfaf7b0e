using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Lint;

/// <summary>Warns of what runs and will hurt.</summary>
public static class Linter
{
    /// <summary>Sorted by code.</summary>
    public static IReadOnlyList<LintRule> Rules { get; } =
    [
        .. ImageRules.All.Concat(SecretRules.All).Concat(HealthRules.All).Concat(CheckRules.All).Concat(StopRules.All).Concat(ProcessRules.All).Concat(DevelopmentRules.All)
            .Concat(ResourceRules.All).Concat(DataRules.All).Concat(MountRules.All).Concat(ExposureRules.All).Concat(AddressRules.All).OrderBy(r => r.Code, StringComparer.Ordinal),
    ];

    /// <summary>The rule of a problem's code; null when it is not the linter's.</summary>
    public static LintRule? Rule(string code) => Rules.FirstOrDefault(r => r.Code == code);

    /// <summary>Warnings in the order of the files. Reads nothing; the same app gives the same warnings.</summary>
    public static IReadOnlyList<Problem> Check(AppDefinition app, ComposeFacts facts) =>
    [
        .. Rules.SelectMany(r => r.Find(app, facts).Select(f => new Problem(facts.Place(f.Path), r.Code, f.Message, f.Help, r.Severity)))
            .OrderBy(p => Reading.PlaceOrder.Of(p.Place)).ThenBy(p => p.Code, StringComparer.Ordinal),
    ];

    /// <summary>All problems of a reading with the linter's warnings, as <c>gantry lint</c> prints them.</summary>
    public static IReadOnlyList<Problem> Check(ComposeResult result) =>
        result.Definition is not { } app ? result.Problems
            : [.. result.Problems.Concat(Check(app, result.Facts)).OrderBy(p => Reading.PlaceOrder.Of(p.Place))];
}
