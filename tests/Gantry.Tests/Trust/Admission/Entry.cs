using Gantry.Resources.Apps;
using Gantry.Resources.Images;
using Gantry.Resources.Policies;
using Gantry.Resources.Releases;
using Gantry.Trust.Decisions.Admission;
using Gantry.Trust.Decisions.Severities;

namespace Gantry.Tests.Trust.Admission;

/// <summary>A release that keeps every rule, to be changed in one thing at a time.</summary>
internal static class Entry
{
    public static readonly DateTimeOffset Now = new(2026, 12, 1, 10, 0, 0, TimeSpan.Zero);
    public const string Id = "sha256:1111111111111111111111111111111111111111111111111111111111111111";
    public const string Digest = "registry.example.org/shop/web@sha256:2222222222222222222222222222222222222222222222222222222222222222";

    public static ServiceDefinition Web { get; } = new()
    {
        Name = "web",
        Image = Digest,
        User = "1000:1000",
        Resources = new ResourceLimits { MemoryBytes = 1 << 28, Cpus = 1, Pids = 100 },
        Healthcheck = new HealthcheckDefinition { Test = ["true"] },
        Labels = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["team"] = "cranes" },
    };

    public static ReleaseService Service(string name = "web") => new()
    {
        Name = name,
        ImageId = Id,
        ImageName = "registry.example.org/shop/web:1",
        ImageDigest = Digest,
        Ports = [],
        Probe = new ProbeDefinition { Kind = ProbeKind.None },
        Fingerprint = "f",
    };

    public static JudgementReference Judgement { get; } = new() { Digest = "sha256:j", Snapshot = "sha256:s", AdvisoriesOf = Now.AddHours(-5), At = Now.AddHours(-1) };

    public static AdmissionImage Image { get; } = new()
    {
        Spec = new ImageSpec
        {
            ImageId = Id,
            Name = "registry.example.org/shop/web:1",
            Digest = Digest,
            Seen = Now,
            Config = new ImageConfig { User = "1000", Layers = ["sha256:a", "sha256:b"] },
            Bill = new BillReference("sha256:c", 10, "debian 12"),
        },
        Status = new ImageStatus { Judgement = Judgement, Signatures = [new VerifiedSignature("release", "f1", "cosign-v3", Now)] },
        Findings = [],
        Bases = ["docker.io/library/debian:12", "registry.example.org/shop/web:1"],
    };

    public static PolicyRules Strict { get; } = new()
    {
        Pinned = new PinnedRule { Mode = PolicyMode.Enforce, In = Pinning.File },
        Registries = new AllowRule { Mode = PolicyMode.Enforce, Allow = ["registry.example.org"] },
        Signatures = new SignatureRule { Mode = PolicyMode.Enforce, Keys = ["release"] },
        SeverityWithFix = new SeverityRule { Mode = PolicyMode.Enforce, Most = PolicySeverity.Medium },
        SeverityWithoutFix = new SeverityRule { Mode = PolicyMode.Enforce, Most = PolicySeverity.High },
        ScanAge = new AgeRule { Mode = PolicyMode.Enforce, Most = TimeSpan.FromDays(1) },
        Advisories = new AgeRule { Mode = PolicyMode.Enforce, Most = TimeSpan.FromDays(2) },
        Sbom = new PlainRule { Mode = PolicyMode.Enforce },
        Base = new AllowRule { Mode = PolicyMode.Enforce, Allow = ["debian"] },
        NonRoot = new PlainRule { Mode = PolicyMode.Enforce },
        UnsafeKeys = new PlainRule { Mode = PolicyMode.Enforce },
        Limits = new NeedRule { Mode = PolicyMode.Enforce, Need = ["memory", "cpus", "pids"] },
        HealthCheck = new PlainRule { Mode = PolicyMode.Enforce },
        Labels = new NeedRule { Mode = PolicyMode.Enforce, Need = ["team"] },
        Owner = new PlainRule { Mode = PolicyMode.Enforce },
    };

    public static AdmissionInput Input { get; } = Of(Web, Service(), Image);

    public static AdmissionInput Of(ServiceDefinition definition, ReleaseService service, params AdmissionImage[] images) => new()
    {
        Release = Release([(definition, service)]),
        Images = images,
        Policy = new Policy { Name = "strict", Rules = Strict },
        Now = Now,
    };

    public static ReleaseSpec Release(params IReadOnlyList<(ServiceDefinition Definition, ReleaseService Service)> services) => new()
    {
        App = "shop",
        Environment = "production",
        Number = 1,
        CreatedAt = Now,
        CreatedBy = "anna",
        Fingerprint = "f",
        Definition = new AppDefinition { Name = "shop", Environment = "production", ProjectDirectory = "/project", Owner = "crane-crew", Services = [.. services.Select(s => s.Definition)] },
        Services = [.. services.Select(s => s.Service)],
    };

    public static AdmissionFinding Finding(string id, Level severity, string? repaired, params string[] aliases) =>
        new() { Id = id, Severity = severity, Package = "libssl3", Version = "3.0.11", Source = "openssl", Fixed = repaired, Aliases = aliases };

    public static AdmissionInput With(this AdmissionInput input, params AdmissionFinding[] findings) => input with { Images = [Image with { Findings = findings }] };

    public static AdmissionInput With(this AdmissionInput input, params Waiver[] waivers) => input with { Policy = input.Policy with { Waivers = waivers } };

    public static Waiver Waiver(int days, string? rule = null, string? vulnerability = null) => new()
    {
        Rule = rule,
        Vulnerability = vulnerability,
        Owner = "ada",
        Reason = "we do not parse such files",
        Until = DateOnly.FromDateTime(Now.UtcDateTime).AddDays(days),
    };
}
