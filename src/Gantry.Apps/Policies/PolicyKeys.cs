using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Resources.Policies;

namespace Gantry.Apps.Policies;

/// <summary>The keys of a policy and of its rules. A rule that a file does not name is as the default policy has it.</summary>
internal static class PolicyKeys
{
    private static readonly TimeSpan LongestAge = TimeSpan.FromDays(365);

    public static readonly Section<PolicyDraft> Section = new Section<PolicyDraft>("a policy", "(policy)") { IsApart = true }
        .Takes("name", "How people call it.", (d, v) => d.Name = v.Word())
        .Takes("rules", "What has to be kept.", (d, v) => Rules!.Read(v, d))
        .Takes("waivers", "Exceptions, each for one finding and for a time.", (d, v) => WaiverKeys.Read(d.Waivers, v));

    private static readonly Section<PolicyDraft> Rules = new Section<PolicyDraft>("the rules", "rules") { IsApart = true }
        .Takes(RuleNames.Pinned, "Images are named by what they are.",
            (d, v) => RuleKeys.Read(d.Rules.Pinned, v, RuleKeys.Pinned, r => d.Rules = d.Rules with { Pinned = r }))
        .Takes(RuleNames.Registries, "Where images may come from; what is built here is from here.",
            (d, v) => RuleKeys.Read(d.Rules.Registries, v, RuleKeys.Allow, r => d.Rules = d.Rules with { Registries = r }))
        .Takes(RuleNames.Signatures, "Who has to have signed an image.",
            (d, v) => RuleKeys.Read(d.Rules.Signatures, v, RuleKeys.Signatures, r => d.Rules = d.Rules with { Signatures = r }))
        .Takes(RuleNames.SeverityWithFix, "How severe a vulnerability may be of which there is a version without it.",
            (d, v) => RuleKeys.Read(d.Rules.SeverityWithFix, v, RuleKeys.Severity, r => d.Rules = d.Rules with { SeverityWithFix = r }))
        .Takes(RuleNames.SeverityWithoutFix, "How severe one may be that nobody can mend yet.",
            (d, v) => RuleKeys.Read(d.Rules.SeverityWithoutFix, v, RuleKeys.Severity, r => d.Rules = d.Rules with { SeverityWithoutFix = r }))
        .Takes(RuleNames.ScanAge, "How long ago an image was looked at for vulnerabilities.",
            (d, v) => RuleKeys.Read(d.Rules.ScanAge, v, RuleKeys.Age, r => d.Rules = d.Rules with { ScanAge = r }))
        .Takes(RuleNames.Advisories, "How old what is known of vulnerabilities may be.",
            (d, v) => RuleKeys.Read(d.Rules.Advisories, v, RuleKeys.Age, r => d.Rules = d.Rules with { Advisories = r }))
        .Takes(RuleNames.Sbom, "What is in an image is known.", (d, v) => RuleKeys.Read(d.Rules.Sbom, v, RuleKeys.Plain, r => d.Rules = d.Rules with { Sbom = r }))
        .Takes(RuleNames.Base, "What images may stand on.", (d, v) => RuleKeys.Read(d.Rules.Base, v, RuleKeys.Allow, r => d.Rules = d.Rules with { Base = r }))
        .Takes(RuleNames.NonRoot, "Services do not run as root.", (d, v) => RuleKeys.Read(d.Rules.NonRoot, v, RuleKeys.Plain, r => d.Rules = d.Rules with { NonRoot = r }))
        .Takes(RuleNames.UnsafeKeys, "What takes down a wall has an exception in the file.", (d, v) => RuleKeys.Read(d.Rules.UnsafeKeys, v, RuleKeys.Plain, r => d.Rules = d.Rules with { UnsafeKeys = r }))
        .Takes(RuleNames.Limits, "Services have limits.", (d, v) => RuleKeys.Read(d.Rules.Limits, v, RuleKeys.Limits, r => d.Rules = d.Rules with { Limits = r }))
        .Takes(RuleNames.HealthCheck, "Something says whether a service is well.", (d, v) => RuleKeys.Read(d.Rules.HealthCheck, v, RuleKeys.Plain, r => d.Rules = d.Rules with { HealthCheck = r }))
        .Takes(RuleNames.Labels, "Labels that a service or its image has.", (d, v) => RuleKeys.Read(d.Rules.Labels, v, RuleKeys.Need, r => d.Rules = d.Rules with { Labels = r }))
        .Takes(RuleNames.Owner, "Somebody is named who answers for the app.", (d, v) => RuleKeys.Read(d.Rules.Owner, v, RuleKeys.Plain, r => d.Rules = d.Rules with { Owner = r }));

    public static TimeSpan? Age(Value value)
    {
        if (value.Positive() is not { } age) return null;
        if (age <= LongestAge) return age;
        value.Refuse("policy.bad-duration", $"{value.Label} is longer than a year.", "Write the age at which you would no longer rely on it, such as 168h.");
        return null;
    }
}
