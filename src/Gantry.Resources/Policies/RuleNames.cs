namespace Gantry.Resources.Policies;

/// <summary>What the rules are called, in files, verdicts and waivers.</summary>
public static class RuleNames
{
    public const string Pinned = "pinned";
    public const string Registries = "registries";
    public const string Signatures = "signatures";
    public const string SeverityWithFix = "severityWithFix";
    public const string SeverityWithoutFix = "severityWithoutFix";
    public const string ScanAge = "scanAge";
    public const string Advisories = "advisories";
    public const string Sbom = "sbom";
    public const string Base = "base";
    public const string NonRoot = "nonRoot";
    public const string UnsafeKeys = "unsafeKeys";
    public const string Limits = "limits";
    public const string HealthCheck = "healthCheck";
    public const string Labels = "labels";
    public const string Owner = "owner";

    public static IReadOnlyList<string> All { get; } =
        [Pinned, Registries, Signatures, SeverityWithFix, SeverityWithoutFix, ScanAge, Advisories, Sbom, Base, NonRoot, UnsafeKeys, Limits, HealthCheck, Labels, Owner];

    /// <summary>Those that find single vulnerabilities: a waiver for them names one.</summary>
    public static bool IsOfVulnerabilities(string rule) => rule is SeverityWithFix or SeverityWithoutFix;
}
