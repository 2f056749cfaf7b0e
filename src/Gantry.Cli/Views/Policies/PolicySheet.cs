using System.Globalization;
using Gantry.Cli.Text;
using Gantry.Resources.Api;
using Gantry.Resources.Policies;

namespace Gantry.Cli.Views.Policies;

/// <summary>A policy with all of its rules, also those that nobody has set, and its waivers.</summary>
internal static class PolicySheet
{
    public static IEnumerable<Line> Render(PolicyView view, DateTimeOffset now, int width)
    {
        var (policy, today) = (view.Policy, DateOnly.FromDateTime(now.UtcDateTime));
        yield return Line.Of($"policy {policy.Name} in {view.Environment}", Tone.Strong) + Line.Of($", {PolicyRevision.Short(view.Revision)}{(view.SetBy is { } by ? $", set by {by} on {view.SetAt:yyyy-MM-dd}" : ", set by nobody")}", Tone.Dim);
        yield return Line.Empty;
        foreach (var line in Table.Render(["RULE", "MODE", "WHAT IT ASKS FOR"], Rules(policy.Rules).Select(Row), width, [], whole: true)) yield return line;
        if (policy.Waivers.Count == 0) yield break;
        yield return Line.Empty;
        foreach (var line in Table.Render(["WAIVED", "WHERE", "OWNER", "UNTIL", "WHY"], policy.Waivers.OrderBy(w => w.Until).Select(w => Row(w, today)), width, [], whole: true)) yield return line;
    }

    private static IEnumerable<(string Name, PolicyRule Rule, string Asks)> Rules(PolicyRules r) =>
    [
        (RuleNames.Pinned, r.Pinned, r.Pinned.In == Pinning.File ? "the file names digests" : "the release names images by id"),
        (RuleNames.Registries, r.Registries, $"images from {List(r.Registries.Allow)}"),
        (RuleNames.Signatures, r.Signatures, $"{(r.Signatures.Threshold == 1 ? "a signature" : $"{r.Signatures.Threshold} signatures")}{(r.Signatures.Keys.Count > 0 ? $" of {List(r.Signatures.Keys)}" : " of any trusted key")}"),
        (RuleNames.SeverityWithFix, r.SeverityWithFix, $"at most {Word(r.SeverityWithFix.Most)} where there is a fix"),
        (RuleNames.SeverityWithoutFix, r.SeverityWithoutFix, $"at most {Word(r.SeverityWithoutFix.Most)} where there is none"),
        (RuleNames.ScanAge, r.ScanAge, $"looked at within {Time(r.ScanAge.Most)}"),
        (RuleNames.Advisories, r.Advisories, $"advisories not older than {Time(r.Advisories.Most)}"),
        (RuleNames.Sbom, r.Sbom, "a list of what is in the image"),
        (RuleNames.Base, r.Base, $"on {List(r.Base.Allow)}"),
        (RuleNames.NonRoot, r.NonRoot, "not root"),
        (RuleNames.UnsafeKeys, r.UnsafeKeys, "an exception for each unsafe key"),
        (RuleNames.Limits, r.Limits, $"limits of {List(r.Limits.Need)}"),
        (RuleNames.HealthCheck, r.HealthCheck, "a health check"),
        (RuleNames.Labels, r.Labels, $"labels {List(r.Labels.Need)}"),
        (RuleNames.Owner, r.Owner, "an owner"),
    ];

    private static IReadOnlyList<Line> Row((string Name, PolicyRule Rule, string Asks) rule) => rule.Rule.Mode == PolicyMode.Off
        ? [Line.Of(rule.Name, Tone.Dim), Line.Of("off", Tone.Dim), Line.Empty]
        : [Line.Of(rule.Name), Line.Of(Word(rule.Rule.Mode), rule.Rule.Mode == PolicyMode.Enforce ? Tone.Good : Tone.Warn), Line.Of(rule.Asks)];

    private static IReadOnlyList<Line> Row(Waiver waiver, DateOnly today) =>
    [
        Line.Of(waiver.Vulnerability ?? waiver.Rule ?? ""),
        Line.Of(string.Join(", ", new[] { waiver.App, waiver.Service, waiver.Image }.OfType<string>().DefaultIfEmpty("anywhere"))),
        Line.Of(waiver.Owner),
        Line.Of(waiver.Until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), waiver.Until < today ? Tone.Bad : waiver.Until < today.AddDays(14) ? Tone.Warn : Tone.Plain) + Line.Of(waiver.Until < today ? " (ended)" : ""),
        Line.Of(waiver.Reason, Tone.Dim),
    ];

    private static string List(IReadOnlyList<string> words) => string.Join(", ", words);

    private static string Word(Enum word) => word.ToString().ToLowerInvariant();

    private static string Time(TimeSpan time) => time.TotalDays >= 2 && time.Hours == 0 ? $"{time.TotalDays:0} days" : string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.#} hours");
}
