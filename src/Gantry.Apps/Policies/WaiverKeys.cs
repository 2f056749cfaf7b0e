using System.Globalization;
using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Resources.Policies;

namespace Gantry.Apps.Policies;

/// <summary>Exceptions from the rules. Each is for one finding, has somebody who answers for it, and ends.</summary>
internal static class WaiverKeys
{
    /// <summary>A reason that is shorter is none.</summary>
    private const int ShortestReason = 10;

    internal sealed class WaiverDraft
    {
        public string? Rule { get; set; }
        public string? Vulnerability { get; set; }
        public string? App { get; set; }
        public string? Service { get; set; }
        public string? Image { get; set; }
        public string? Owner { get; set; }
        public string? Reason { get; set; }
        public DateOnly? Until { get; set; }

        /// <summary>Something of it was refused already.</summary>
        public bool IsBroken { get; set; }
    }

    public static readonly Section<WaiverDraft> Section = new Section<WaiverDraft>("a waiver", "waivers[]") { IsApart = true }
        .Takes("rule", "The rule that may be broken.", (d, v) => d.Rule = Rule(d, v))
        .Takes("vulnerability", "The vulnerability that is accepted, by any of its names.", (d, v) => d.Vulnerability = v.Word())
        .Takes("app", "In which app; in any without it.", (d, v) => d.App = v.Word())
        .Takes("service", "In which service; in any without it.", (d, v) => d.Service = v.Word())
        .Takes("image", "In which image, by name, digest or id; in any without it.", (d, v) => d.Image = v.Word())
        .Takes("owner", "Who answers for it.", (d, v) => d.Owner = v.Word())
        .Takes("reason", "Why, in a sentence.", (d, v) => d.Reason = Reason(d, v))
        .Takes("until", "The last day (UTC) on which it counts, such as 2027-01-31; the two weeks before it are a warning.", (d, v) => d.Until = Day(d, v));

    public static void Read(List<Waiver> waivers, Value value)
    {
        foreach (var item in value.Items())
        {
            var draft = new WaiverDraft();
            Section.Read(item, draft);
            if (draft.Rule is null && draft.Vulnerability is null && !draft.IsBroken)
                item.Refuse("policy.missing-key", "A waiver does not say what it is for.", "Write the 'vulnerability' that is accepted, or the 'rule' that may be broken.");
            else if (draft is { Rule: { } rule, Vulnerability: null } && RuleNames.IsOfVulnerabilities(rule))
                item.Refuse("policy.broad-waiver", $"A waiver for {rule} names no vulnerability, so it would let in all that are found later.", "Name one: 'vulnerability: CVE-2026-1234'. A limit that is wrong is changed in the rule.");
            else if (draft is { Rule: { } other, Vulnerability: not null } && !RuleNames.IsOfVulnerabilities(other))
                item.Refuse("policy.contradiction", $"{other} finds no vulnerabilities, so a waiver for it cannot name one.", "Leave out 'rule' or 'vulnerability'.");
            else if (Missing(draft) is { } missing && !draft.IsBroken)
                item.Refuse("policy.missing-key", $"A waiver has no '{missing}'.", $"Write '{missing}:' and {(missing == "owner" ? "who answers for it" : missing == "reason" ? "why there is no other way" : "the last day on which it counts, such as 2027-01-31")}.");
            else if (draft is { Owner: { } owner, Reason: { } reason, Until: { } until })
            {
                waivers.Add(new Waiver
                {
                    Rule = draft.Rule,
                    Vulnerability = draft.Vulnerability,
                    App = draft.App,
                    Service = draft.Service,
                    Image = draft.Image,
                    Owner = owner,
                    Reason = reason,
                    Until = until,
                });
            }
        }
    }

    private static string? Missing(WaiverDraft draft) => draft switch { { Owner: null } => "owner", { Reason: null } => "reason", { Until: null } => "until", _ => null };

    private static string? Rule(WaiverDraft draft, Value value)
    {
        if (value.Word() is not { } word) return null;
        if (RuleNames.All.Contains(word)) return word;
        draft.IsBroken = true;
        value.Refuse("policy.unknown-value", $"{value.Shown} is not a rule.", Nearest.Of(word, RuleNames.All) is { } near ? $"Did you mean '{near}'?" : $"There are {string.Join(", ", RuleNames.All)}.");
        return null;
    }

    private static string? Reason(WaiverDraft draft, Value value)
    {
        if (value.Word() is not { } reason) return null;
        if (reason.Trim().Length >= ShortestReason && reason.Trim().Contains(' ')) return reason.Trim();
        draft.IsBroken = true;
        value.Refuse("policy.bad-value", $"{value.Shown} is not a reason.", "Write in a sentence why there is no other way.");
        return null;
    }

    private static DateOnly? Day(WaiverDraft draft, Value value)
    {
        if (value.Word() is not { } text) return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
        draft.IsBroken = true;
        value.Refuse("policy.bad-value", $"{value.Shown} is not a day.", "Write it as year-month-day, such as 2027-01-31.");
        return null;
    }
}
