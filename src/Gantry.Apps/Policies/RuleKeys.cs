using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Resources.Policies;

namespace Gantry.Apps.Policies;

/// <summary>The keys of single rules. Where a rule needs no more than its mode, that can stand alone: <c>sbom: enforce</c>.</summary>
internal static class RuleKeys
{
    private static readonly IReadOnlyDictionary<string, PolicyMode> Modes = new SortedDictionary<string, PolicyMode>(StringComparer.Ordinal)
    {
        ["enforce"] = PolicyMode.Enforce, ["off"] = PolicyMode.Off, ["warn"] = PolicyMode.Warn,
    };

    private static readonly IReadOnlyDictionary<string, PolicySeverity> Severities = new SortedDictionary<string, PolicySeverity>(StringComparer.Ordinal)
    {
        ["critical"] = PolicySeverity.Critical, ["high"] = PolicySeverity.High, ["low"] = PolicySeverity.Low, ["medium"] = PolicySeverity.Medium, ["none"] = PolicySeverity.None,
    };

    private static readonly IReadOnlyDictionary<string, Pinning> Pinnings = new SortedDictionary<string, Pinning>(StringComparer.Ordinal)
    {
        ["file"] = Pinning.File, ["release"] = Pinning.Release,
    };

    private static readonly string[] KnownLimits = ["cpus", "memory", "pids"];

    public static readonly Section<Draft<PlainRule>> Plain = Rule<PlainRule>();

    public static readonly Section<Draft<PinnedRule>> Pinned = Rule<PinnedRule>()
        .Takes("in", "release (what runs is pinned) or file (the file itself names digests).", (d, v) => { if (v.Choice(Pinnings) is { } where) d.Is = d.Is with { In = where }; });

    public static readonly Section<Draft<AllowRule>> Allow = Rule<AllowRule>()
        .Takes("allow", "Registries, parts of them, or repositories.", (d, v) => d.Is = d.Is with { Allow = [.. Words(v)] });

    public static readonly Section<Draft<SignatureRule>> Signatures = Rule<SignatureRule>()
        .Takes("keys", "Names of the keys that count; all that are trusted without it.", (d, v) => d.Is = d.Is with { Keys = [.. Words(v)] })
        .Takes("threshold", "How many of them have to have signed.", (d, v) => { if (v.Whole(1, 100) is { } number) d.Is = d.Is with { Threshold = number }; });

    public static readonly Section<Draft<SeverityRule>> Severity = Rule<SeverityRule>()
        .Takes("most", "The highest severity that is accepted: none, low, medium, high or critical.", (d, v) => { if (v.Choice(Severities) is { } most) d.Is = d.Is with { Most = most }; });

    public static readonly Section<Draft<AgeRule>> Age = Rule<AgeRule>()
        .Takes("most", "The age up to which it counts, such as 168h.", (d, v) => { if (PolicyKeys.Age(v) is { } most) d.Is = d.Is with { Most = most }; });

    public static readonly Section<Draft<NeedRule>> Need = Rule<NeedRule>()
        .Takes("need", "Names of labels.", (d, v) => d.Is = d.Is with { Need = [.. Words(v)] });

    public static readonly Section<Draft<NeedRule>> Limits = Rule<NeedRule>()
        .Takes("need", "Some of cpus, memory and pids.", (d, v) => d.Is = d.Is with { Need = [.. v.OneOrMore().Select(Limit).OfType<string>()] });

    /// <param name="rule">As the default policy has it.</param>
    public static void Read<T>(T rule, Value value, Section<Draft<T>> section, Action<T> set)
        where T : PolicyRule
    {
        var draft = new Draft<T>(rule);
        var errors = value.Context.Problems.Errors;
        if (!value.IsText) section.Read(value, draft);
        else if (value.Choice(Modes) is { } mode) draft.Is = draft.Is with { Mode = mode };
        // What was refused is not missing as well.
        if (value.Context.Problems.Errors > errors) return;
        if (Missing(draft.Is) is var (key, example)) value.Refuse("policy.missing-key", $"{value.Label} does not say which.", $"Write {key}, such as {value.Name}: {{mode: {Word(draft.Is.Mode)}, {example}}}.");
        else set(draft.Is);
    }

    private static Section<Draft<T>> Rule<T>()
        where T : PolicyRule =>
        new Section<Draft<T>>("this rule", "rules.<name>") { IsApart = true }
            .Takes("mode", "enforce, warn or off.", (d, v) => { if (v.Choice(Modes) is { } mode) d.Is = d.Is with { Mode = mode }; });

    private static (string Key, string Example)? Missing(PolicyRule rule) => rule switch
    {
        { Mode: PolicyMode.Off } => null,
        AllowRule { Allow.Count: 0 } => ("'allow'", "allow: [registry.example.org]"),
        NeedRule { Need.Count: 0 } => ("'need'", "need: [org.opencontainers.image.source]"),
        _ => null,
    };

    private static string Word(PolicyMode mode) => mode == PolicyMode.Warn ? "warn" : "enforce";

    private static IEnumerable<string> Words(Value value) => value.OneOrMore().Select(v => v.Word()).OfType<string>();

    private static string? Limit(Value value)
    {
        if (value.Word() is not { } word) return null;
        if (KnownLimits.Contains(word)) return word;
        value.Refuse("policy.unknown-value", $"{value.Shown} is not a limit.", Nearest.Of(word, KnownLimits) is { } near ? $"Did you mean '{near}'?" : $"Write one of {string.Join(", ", KnownLimits)}.");
        return null;
    }
}
